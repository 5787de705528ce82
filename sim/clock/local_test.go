package clock

import (
	"math/rand/v2"
	"testing"
	"time"
)

const day = 24 * time.Hour

var (
	ticks = []time.Duration{1, 999, time.Microsecond, 100 * time.Microsecond, time.Millisecond, 100 * time.Millisecond}
	rates = []Rate{Slowest, 333_333, 999_999, True, 1_000_030, 1_200_000, 9_999_999, Fastest}
)

// everyClock calls the function for clocks of many ticks, rates, starts and phases.
func everyClock(f func(c *Local, tick time.Duration, rate Rate)) {
	random := rand.New(rand.NewPCG(1, 2))
	for _, tick := range ticks {
		for _, rate := range rates {
			for range 10 {
				var c Local
				c.Start(time.Duration(random.Int64N(int64(time.Hour))), tick, time.Duration(random.Int64N(int64(tick))), rate)
				f(&c, tick, rate)
			}
		}
	}
}

// checkInverse holds When against Ticks: the number is there at that time, and not a nanosecond before.
func checkInverse(t *testing.T, c *Local, number int64) {
	t.Helper()
	when := c.When(number)
	if got := c.Ticks(when); got < number {
		t.Errorf("When(%d) is %d, but Ticks is only %d then: %+v", number, when, got, *c)
	}
	if when > c.base && c.Ticks(when-1) >= number {
		t.Errorf("When(%d) is %d, but Ticks was %d before: %+v", number, when, c.Ticks(when-1), *c)
	}
}

func TestWhenIsTheFirstInstantOfATick(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	everyClock(func(c *Local, tick time.Duration, rate Rate) {
		most := int64(day/time.Duration(True)*time.Duration(rate)) / int64(tick) // in a day
		for _, number := range []int64{0, 1, 2, 3, 1000, random.Int64N(most + 1), most} {
			checkInverse(t, c, number)
		}
	})
}

func TestAClockCountsTicksOfItsOwnTime(t *testing.T) {
	everyClock(func(c *Local, tick time.Duration, rate Rate) {
		start, phase := c.base, c.reading
		if got := c.Ticks(start); got != 0 {
			t.Errorf("a clock starts with %d ticks", got)
		}
		passed := 1000 * tick
		want := int64((phase + passed*time.Duration(rate)/time.Duration(True)) / tick)
		if got := c.Ticks(start + passed); got != want {
			t.Errorf("tick %v, rate %v: %d ticks after %v, want %d", tick, rate, got, passed, want)
		}
	})
}

// A day at the greatest rate is the most that a simulation can ask for.
func TestADayDoesNotOverflow(t *testing.T) {
	everyClock(func(c *Local, tick time.Duration, rate Rate) {
		last := int64(-1)
		for hour := range 25 {
			now := c.Ticks(c.base + time.Duration(hour)*time.Hour)
			if now <= last {
				t.Fatalf("tick %v, rate %v: %d ticks after %d hours, %d an hour before", tick, rate, now, hour, last)
			}
			last = now
		}
		if want := int64(day) / int64(True) * int64(rate) / int64(tick); last < want || last > want+int64(rate) {
			t.Errorf("tick %v, rate %v: %d ticks in a day, want about %d", tick, rate, last, want)
		}
	})
}

func TestAStoppedClockMissesItsTicks(t *testing.T) {
	var c Local
	c.Start(0, time.Millisecond, 0, True)
	c.Stop(10 * time.Millisecond)
	if got := c.Ticks(time.Hour); got != 10 {
		t.Errorf("a clock stopped after 10 ticks shows %d an hour later", got)
	}
	c.Stop(time.Hour) // stopping twice changes nothing
	c.SetRate(time.Hour, 2*True)
	c.Resume(2 * time.Hour)
	if got := c.Ticks(2*time.Hour + 5*time.Millisecond); got != 20 {
		t.Errorf("resumed at twice the rate it shows %d ticks after 5 ms, want 20", got)
	}
	checkInverse(t, &c, 15)
}

func TestResumingARunningClockChangesNothing(t *testing.T) {
	var c Local
	c.Start(0, time.Millisecond, 0, True)
	c.Resume(7 * time.Millisecond)
	if got := c.Ticks(10 * time.Millisecond); got != 10 {
		t.Errorf("the clock shows %d ticks after 10 ms, want 10", got)
	}
}

// Whatever happens to a clock, it never runs backwards, and When stays the inverse of Ticks.
func TestChangesOfRateAndPausesNeverTurnTimeBack(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 6))
	everyClock(func(c *Local, tick time.Duration, _ Rate) {
		now := c.base
		for last := int64(0); now < day; {
			now += time.Duration(random.Int64N(int64(2 * time.Hour)))
			switch random.IntN(4) {
			case 0:
				c.SetRate(now, rates[random.IntN(len(rates))])
			case 1:
				c.Stop(now)
			default:
				c.Resume(now)
			}
			if got := c.Ticks(now); got < last {
				t.Fatalf("tick %v: %d ticks at %v, %d before", tick, got, now, last)
			} else {
				last = got
			}
			if !c.stopped {
				checkInverse(t, c, last+1+random.Int64N(1000))
			}
		}
	})
}

func TestATickThatHasComeIsNotWaitedFor(t *testing.T) {
	var c Local
	c.Start(3*time.Second, time.Millisecond, 0, True)
	c.SetRate(5*time.Second, 2*True)
	if got := c.When(100); got != 5*time.Second {
		t.Errorf("When of a tick in the past is %v, want the last change at 5s", got)
	}
}

// A new phase moves the ticks to come, and not those that were counted.
func TestANewPhaseKeepsTheTicks(t *testing.T) {
	var c Local
	c.Start(0, 10*time.Millisecond, 3*time.Millisecond, True)
	at := 48 * time.Millisecond
	for phase := time.Duration(0); phase < 10*time.Millisecond; phase += time.Millisecond {
		c.SetPhase(at, phase)
		if got := c.Ticks(at); got != 5 {
			t.Errorf("phase %v: %d ticks, want 5", phase, got)
		}
		if got, want := c.When(6), at+10*time.Millisecond-phase; got != want {
			t.Errorf("phase %v: the next tick is at %v, want %v", phase, got, want)
		}
	}
}
