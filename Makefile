# raftlab: make help lists the targets. demo and test need Go and make, and nothing else.

GO      ?= go
VERSION ?= $(shell git describe --tags --always --dirty 2>/dev/null)
LDFLAGS  = -X main.version=$(VERSION)
# Which calls a simulation makes most: by that the compiler lays out the simulator (make profile). The name
# of the file changes with what is in it, since Go remembers what it has built by the flags. The budget is for what
# is inlined by that: with Go's own, 2000, a trial's code does not fit the processor's first cache.
PROFILE := $(wildcard sim/trials/calls-*.pgo)
GCFLAGS  = raftlab/sim/...=-pgoprofile=$(PROFILE) -d=pgoinlinebudget=520
PREFIX  ?= /usr/local
DIST    ?= dist
# What must build elsewhere; the simulator and its scenarios also for the browser.
PLATFORMS = linux/amd64 linux/arm64 darwin/amd64 darwin/arm64 windows/amd64 windows/arm64
# How many inputs each fuzz target tries, and how many seeds a soak takes. Inputs, not seconds: a
# fuzzer that is stopped by its deadline now and then calls that a failure (Go's issue 75804).
INPUTS   ?= 20000
SEEDS    ?= 500
# How many schedules make hunt tries with each engine.
SCHEDULES ?= 1000000
# How often a soak starts a lab, breaks it, and takes it down again.
ROUNDS   ?= 50

# What only tests call.
TESTING = sim/schedule/ plots/plottest/ plots/page/watch.go lab/kubernetes/internal/etcdtest/

.DEFAULT_GOAL := help
.PHONY: help demo test build install dist image kube kube-test browser long race lint tla cross arm64 fuzz soak hunt faults ordinary bench profile golden gallery font docs clean

help: ## Print this list.
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / {printf "  make %-9s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: build ## Two minutes: a crash of the leader, told and drawn.
	@bin/raftlab demo

test: ## Run the tests.
	$(GO) test -timeout 20m ./...

build: ## Build bin/raftlab, with the simulator for the pages of raftlab play.
	@mkdir -p bin
	$(GO) run ./cmd/dist -player cmd/raftlab/player
	$(GO) build -tags player -trimpath -gcflags '$(GCFLAGS)' -ldflags '$(LDFLAGS)' -o bin/raftlab ./cmd/raftlab

# As a rule about a file, so that "make build && sudo make install" needs no Go the second time.
bin/raftlab: go.mod $(shell find cmd lab plots scenarios sim -type f ! -name '*_test.go' ! -path '*/testdata/*' ! -path 'lab/kube/*' ! -path 'cmd/raftlab/player/*')
	$(MAKE) build

install: bin/raftlab ## Install the program, manual pages and completions below PREFIX (default /usr/local).
	install -d '$(DESTDIR)$(PREFIX)/bin' '$(DESTDIR)$(PREFIX)/share/man/man1' \
	  '$(DESTDIR)$(PREFIX)/share/bash-completion/completions' '$(DESTDIR)$(PREFIX)/share/zsh/site-functions' \
	  '$(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d'
	install -m 755 bin/raftlab '$(DESTDIR)$(PREFIX)/bin/raftlab'
	umask 022; SOURCE_DATE_EPOCH="$$(git log -1 --format=%ct 2>/dev/null)" bin/raftlab man '$(DESTDIR)$(PREFIX)/share/man/man1'
	umask 022; bin/raftlab completion bash > '$(DESTDIR)$(PREFIX)/share/bash-completion/completions/raftlab'
	umask 022; bin/raftlab completion zsh > '$(DESTDIR)$(PREFIX)/share/zsh/site-functions/_raftlab'
	umask 022; bin/raftlab completion fish > '$(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d/raftlab.fish'

dist: ## Build the archives of a release, for every platform, with their checksums, in DIST.
	$(GO) run ./cmd/dist -version '$(VERSION)' -gcflags '$(GCFLAGS)' -epoch "$$(git log -1 --format=%ct)" -out '$(DIST)'

# The name under which container engines find the image; a registry's name may stand before it.
IMAGE ?= raftlab:$(or $(VERSION),latest)
image: ## Build the container image IMAGE for amd64 and arm64 as an OCI archive in DIST; needs no container engine.
	$(GO) run ./cmd/dist -version '$(VERSION)' -gcflags '$(GCFLAGS)' -epoch "$$(git log -1 --format=%ct)" -image '$(DIST)/raftlab-image.tar' -name '$(IMAGE)'

# Kubernetes is a module of its own, lab/kube, so that nothing else here downloads or builds it. One package after the other and at the
# lowest priority, since it takes long and the computer is in use; the linker's memory is the same either way.
KUBERNETES := $(shell sed -n 's|^\tk8s.io/kubernetes ||p' lab/kube/go.mod)
KUBEFLAGS = -s -w -X k8s.io/component-base/version.gitVersion=$(KUBERNETES) -X k8s.io/component-base/version.gitMajor=$(word 1,$(subst ., ,$(KUBERNETES:v%=%))) \
  -X k8s.io/component-base/version.gitMinor=$(word 2,$(subst ., ,$(KUBERNETES)))
kube: ## Build bin/raftlab-apiserver and bin/raftlab-kubectl, Kubernetes' own; says first what that costs.
	@echo 'Kubernetes $(KUBERNETES): 7 to 12 minutes of processor time the first time, 2.5 GB of memory for the linker, 5 GB of disk.'
	@awk '/^MemTotal:/ && $$2 < 4000000 {print "This computer has " int($$2/1000) " MB of memory: close what else needs much, or take both files from another computer."}' /proc/meminfo 2>/dev/null || true
	@mkdir -p bin
	@set -e; cd lab/kube; for program in kubectl apiserver; do echo "build bin/raftlab-$$program"; \
	  CGO_ENABLED=0 nice -n 19 $(GO) build -p 1 -trimpath -ldflags '$(KUBEFLAGS)' -o ../../bin/raftlab-$$program ./$$program; done

kube-test: bin/raftlab kube ## Test Kubernetes' own programs on the etcd of a lab.
	RAFTLAB_KUBE='$(CURDIR)/bin' $(GO) test -count=1 -timeout 10m ./lab/cluster ./lab/program -run 'Kube'
	cd lab/kube && $(GO) vet ./... && $(GO) test -count=1 ./agent && $(GO) test -count=1 -timeout 20m . -bin '$(CURDIR)/bin'

browser: ## Test the page of raftlab play in Chromium (Debian: apt-get install chromium fonts-noto-cjk).
	$(GO) run ./cmd/dist -player cmd/raftlab/player
	$(GO) test -count=1 -timeout 10m ./plots/player/browser -long

long: ## Run the tests that take long: a module on the whole ladder, the exercises on three members, the commands of the Chinese pages.
	$(GO) test -count=1 -timeout 20m ./cmd/raftlab -run 'Modules|^TestExercises$$' -long
	$(GO) test -count=1 -timeout 20m ./docs -run 'DocumentsRun$$/^zh' -long

race: ## Run the tests with the race detector (needs a C compiler); without those of many trials.
	CGO_ENABLED=1 $(GO) test -race -short -timeout 20m ./...

lint: ## Look for mistakes without running anything.
	@test -z "$$(gofmt -l .)" || { echo "not formatted:"; gofmt -l .; exit 1; }
	$(GO) vet ./...
	$(GO) tool staticcheck ./...
	@echo "$(GO) tool deadcode"; set -e; all=$$($(GO) tool deadcode -test ./...); product=$$($(GO) tool deadcode ./...); \
	dead=$$(printf '%s\n' "$$all" "$$product" | grep -v $(foreach support,$(TESTING),-e '^$(support)') -e '^$$' || true); \
	test -z "$$dead" || { echo "nothing calls:"; echo "$$dead"; exit 1; }

tla: ## Build with the state tracer of etcd's Raft, and read back what it writes.
	$(GO) test -count=1 -tags with_tla ./cmd/raftlab -run 'Transitions'

cross: ## Build for every platform that is supported.
	@set -e; for platform in $(PLATFORMS); do \
	  echo "build for $$platform"; \
	  CGO_ENABLED=0 GOOS=$${platform%/*} GOARCH=$${platform#*/} $(GO) build -trimpath ./...; \
	done
	@echo "build for js/wasm"
	GOOS=js GOARCH=wasm $(GO) build ./sim/... ./scenarios/... ./cmd/player

# The same digests on another processor, which qemu plays (Debian's qemu-user-static).
QEMU ?= qemu-aarch64-static
arm64: ## Compare runs, trials and pictures with those of an arm64 processor.
	@command -v $(QEMU) >/dev/null || { echo "$(QEMU) is not installed (Debian: apt-get install qemu-user-static)"; exit 3; }
	@mkdir -p out
	GOARCH=amd64 CGO_ENABLED=0 $(GO) test -count=1 ./plots -run '^TestDigests$$' -digests '$(CURDIR)/out/amd64.txt'
	GOARCH=arm64 CGO_ENABLED=0 $(GO) test -count=1 -exec $(QEMU) ./plots -run '^TestDigests$$' -digests '$(CURDIR)/out/arm64.txt'
	cmp out/amd64.txt out/arm64.txt
	@echo "$$(wc -l < out/amd64.txt) digests are equal on amd64 and arm64"

fuzz: ## Fuzz every parser with INPUTS inputs each.
	@set -e; for file in $$(grep -rl --include='*_test.go' '^func Fuzz' .); do \
	  for target in $$(sed -n 's/^func \(Fuzz[A-Za-z0-9]*\).*/\1/p' $$file); do \
	    echo "fuzz $$(dirname $$file) $$target"; \
	    $(GO) test -run '^$$' -fuzz "^$$target\$$" -fuzztime $(INPUTS)x -fuzzminimizetime 20x ./$$(dirname $$file); \
	  done; \
	done

soak: ## Run every scenario and random faults on SEEDS seeds, and ROUNDS labs with random faults.
	$(GO) test -count=1 -timeout 0 -run 'Soak' ./scenarios ./sim ./sim/hunt ./sim/engine/textbook -seeds $(SEEDS)
	$(MAKE) faults

hunt: bin/raftlab ## Hunt both engines as they are with SCHEDULES random schedules each, and keep the results in out.
	@mkdir -p out
	@set -e; for engine in textbook etcd; do \
	  bin/raftlab hunt --engine $$engine --seeds $(SCHEDULES) --result out/hunt-$$engine.json; \
	done

faults: ## Break labs ROUNDS times, on loopback and as machines: kills, pauses, cuts, moved manifests.
	$(GO) test -count=1 -timeout 0 -run 'Soak' ./lab/cluster -rounds $(ROUNDS)
	$(GO) test -count=1 -timeout 0 -run 'MachineSoak' ./cmd/raftlab -rounds $(ROUNDS)

# Where root runs the tests, the machine is also to be tried as an ordinary user would: with another user's number, no group, and a home.
# The tests are built before, since that user need not be allowed to read the sources.
USERID ?= 12345
ordinary: ## Run the tests of the lab's machine as an ordinary user (as root).
	@set -e; dir=$$(mktemp -d); trap 'rm -rf "$$dir"' EXIT; mkdir "$$dir/home" "$$dir/raftlab"; chmod 755 "$$dir"; \
	$(GO) test -c -o "$$dir/" ./cmd/raftlab ./lab/machine; cp -r cmd/raftlab/testdata "$$dir/raftlab/"; chown -R $(USERID):$(USERID) "$$dir/home"; \
	run() { setpriv --reuid=$(USERID) --regid=$(USERID) --clear-groups env -u GOCACHE HOME="$$dir/home" TMPDIR="$$dir/home" "$$@"; }; \
	cd "$$dir/raftlab"; run "$$dir/machine.test"; run "$$dir/raftlab.test" -test.run 'Machine|Shell' -test.timeout 10m

bench: ## Measure.
	$(GO) test -gcflags '$(GCFLAGS)' -run '^$$' -bench . -benchmem ./...

profile: ## Count anew which calls a simulation makes, after a change of the simulator.
	@set -e; new=$$(mktemp -d); trap 'rm -r "$$new"' EXIT; \
	$(GO) test ./sim/trials -run '^$$' -bench CommonJob/textbook -benchtime 30s -cpu 1 -cpuprofile "$$new/cpu" -o "$$new/test"; \
	$(GO) tool preprofile -i "$$new/cpu" -o "$$new/calls"; \
	rm -f $(PROFILE); cp "$$new/calls" "sim/trials/calls-$$(cksum < "$$new/calls" | cut -d ' ' -f 1).pgo"; ls sim/trials/*.pgo

golden: ## Write the golden files anew, and show what changed.
	$(GO) test ./sim/engine/textbook ./sim/trace/report ./cmd/raftlab ./plots ./plots/stats -run "Golden|Generated" -update
	@git --no-pager diff --stat

gallery: ## Draw docs/gallery anew.
	$(GO) test ./plots -run '^TestGallery$$' -update
	$(GO) test ./cmd/raftlab -run '^TestGallery$$' -update

font: ## Make the Chinese font of the pictures anew (needs Debian's font tools).
	plots/page/font/make.sh

docs: ## Write the generated pages and the pictures of docs anew.
	$(GO) test ./cmd/raftlab ./lab/exercise/catalogue -run Generated -update
	$(GO) test ./docs -run DocumentsRun -update

clean: ## Remove what make built.
	rm -rf bin out dist cmd/raftlab/player
