package exercise

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"strings"
	"sync"
	"time"
)

// Performer is where steps are performed: a directory, an environment, and a screen.
type Performer struct {
	Dir    string
	Env    []string
	Screen io.Writer     // what is typed and printed; nil shows nothing
	Before func(n int)   // called before step n, counted from 0; may be nil
	Wait   time.Duration // at most this long for what a further terminal must show; 0: ten seconds
}

// Shown is what a step did.
type Shown struct {
	Step     *Step
	Output   string
	Exit     int
	Expected bool // it did what the exercise says
}

// terminal is a further terminal in which a line runs.
type terminal struct {
	step    *Step
	index   int // in the results
	command *exec.Cmd
	output  *screen
	ended   chan struct{}
}

// Perform types the steps one after another, as lines of sh, and returns what each showed. An error
// means that no shell could be run, or that ctx is done. A line that fails is no error.
func (s *Performer) Perform(ctx context.Context, steps []Step) (shown []Shown, err error) {
	further := map[int]*terminal{}
	shown = make([]Shown, len(steps))
	defer func() {
		for n := range further {
			s.end(ctx, further, n, shown)
		}
	}()
	for i := range steps {
		step := &steps[i]
		shown[i] = Shown{Step: step, Expected: true}
		if s.Before != nil {
			s.Before(i)
		}
		s.printf("%s\n", Typed(step))
		switch {
		case step.Stop:
			s.end(ctx, further, step.Terminal, shown)
		case step.Terminal > 1:
			t, err := s.begin(step, i)
			if err != nil {
				return shown, err
			}
			further[step.Terminal] = t
			if step.Ready > 0 {
				t.await(ctx, s.patience(), step.IsReady)
			}
		default:
			if err := s.line(ctx, step, &shown[i]); err != nil {
				return shown, err
			}
		}
	}
	return shown, nil
}

// Typed returns a step as it stands in a terminal.
func Typed(step *Step) string {
	prompt := "$"
	if step.Terminal > 1 {
		prompt = fmt.Sprintf("$%d", step.Terminal)
	}
	return prompt + " " + strings.ReplaceAll(step.Line, "\n", "\n> ")
}

func (s *Performer) printf(format string, args ...any) {
	if s.Screen != nil {
		fmt.Fprintf(s.Screen, format, args...)
	}
}

func (s *Performer) patience() time.Duration {
	if s.Wait > 0 {
		return s.Wait
	}
	return 10 * time.Second
}

func (s *Performer) shell(ctx context.Context, step *Step, to io.Writer) *exec.Cmd {
	command := exec.CommandContext(ctx, "sh", "-c", step.Line)
	command.Dir, command.Env, command.Stdout, command.Stderr = s.Dir, s.Env, to, to
	ownGroup(command)
	command.Cancel = func() error { return interrupt(command) }
	command.WaitDelay = 2 * time.Second
	return command
}

// line runs a step in the first terminal, again and again if it is to be so.
func (s *Performer) line(ctx context.Context, step *Step, shown *Shown) error {
	if !step.Until {
		return s.once(ctx, step, shown, s.Screen)
	}
	deadline := time.Now().Add(s.patience())
	for {
		err := s.once(ctx, step, shown, nil)
		if err != nil || shown.Expected || time.Now().After(deadline) {
			s.printf("%s", shown.Output)
			return err
		}
	}
}

// once runs a step in the first terminal.
func (s *Performer) once(ctx context.Context, step *Step, shown *Shown, to io.Writer) error {
	var output bytes.Buffer
	both := io.Writer(&output)
	if to != nil {
		both = io.MultiWriter(&output, to)
	}
	err := s.shell(ctx, step, both).Run()
	var exit *exec.ExitError
	shown.Exit = 0
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case errors.As(err, &exit):
		shown.Exit = exit.ExitCode()
	case err != nil:
		return err
	}
	shown.Output = output.String()
	if shown.Output != "" && !strings.HasSuffix(shown.Output, "\n") {
		s.printf("\n")
	}
	shown.Expected = shown.Exit == step.Exit && step.Match(shown.Output)
	return nil
}

// begin starts a step in a further terminal.
func (s *Performer) begin(step *Step, index int) (*terminal, error) {
	t := &terminal{step: step, index: index, output: newScreen(), ended: make(chan struct{})}
	t.command = s.shell(context.Background(), step, t.output)
	if err := t.command.Start(); err != nil {
		return nil, err
	}
	go func() {
		t.command.Wait()
		close(t.ended)
	}()
	return t, nil
}

// end interrupts a further terminal once it has shown what it must, and prints what it showed.
func (s *Performer) end(ctx context.Context, further map[int]*terminal, n int, shown []Shown) {
	t := further[n]
	if t == nil {
		return
	}
	delete(further, n)
	t.await(ctx, s.patience(), t.matches)
	output := t.output.String()
	interrupt(t.command)
	select {
	case <-t.ended:
	case <-time.After(s.patience()):
		kill(t.command)
		<-t.ended
	}
	s.printf("%s\n%s", Typed(t.step), output)
	shown[t.index].Output, shown[t.index].Expected = output, t.step.Match(output)
}

func (t *terminal) matches(output string) bool { return t.step.Match(output) }

// await waits until the output is as wanted, nothing more can come, or patience ends.
func (t *terminal) await(ctx context.Context, patience time.Duration, wanted func(string) bool) {
	deadline := time.NewTimer(patience)
	defer deadline.Stop()
	for !wanted(t.output.String()) {
		select {
		case <-t.output.changed:
		case <-t.ended:
			return
		case <-ctx.Done():
			return
		case <-deadline.C:
			return
		}
	}
}

// screen keeps what is written and tells that something was.
type screen struct {
	mutex   sync.Mutex
	text    bytes.Buffer
	changed chan struct{} // has room for one
}

func newScreen() *screen { return &screen{changed: make(chan struct{}, 1)} }

func (s *screen) Write(b []byte) (int, error) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	select {
	case s.changed <- struct{}{}:
	default:
	}
	return s.text.Write(b)
}

func (s *screen) String() string {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	return s.text.String()
}
