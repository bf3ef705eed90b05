# Building, testing and trying Weir. `make run` is the place to begin.
SCRATCH ?= .build
FORMATTED = Sources Tests Package.swift Benchmarks/Micro/Package.swift Benchmarks/Micro/Sources

# Of `make soak`.
MINUTES ?= 30
RATE ?= 25
# Of `make simulate`: how many worlds, from which seed on; SEED=N replays one with its trace.
SEEDS ?= 10000
FROM ?= 1

.PHONY: run test fuzz simulate build release bench sanitize soak soak-memory micro micro-update
.PHONY: build-micro fmt lint clean deps deps-test deps-bench deps-micro

run: release ## serves the demo on https://127.0.0.1:8443 until interrupted
	exec $(SCRATCH)/release/weir demo

test: deps-test ## all tests, then one line that sums them up
	@.ci/test $(SCRATCH)

fuzz: deps ## fuzzes each target for SECONDS, or one: make fuzz SECONDS=600 TARGET=request-head
	@.ci/fuzz $(or $(SECONDS),60) $(TARGET)

simulate: deps ## many simulated worlds, optimised: SEEDS=100000 FROM=1, or SEED=1234 to replay one
	WEIR_SIMULATION=1 swift build -c release -Xswiftc -enable-testing --product simulate --scratch-path .build-sim
	@.build-sim/release/simulate $(or $(SEED),$(FROM) $(SEEDS))

build: deps ## a debug build
	swift build --scratch-path $(SCRATCH)

release: deps ## an optimised build: .build/release/weir
	swift build -c release --product weir --static-swift-stdlib --scratch-path $(SCRATCH)

# ROWS=small,handshake ROUNDS=5 SECONDS=2 PROXIES=weir,nginx WEIR=path choose what is measured; Benchmarks/README.md
BENCH = $(if $(ROWS),--rows $(ROWS)) $(if $(ROUNDS),--rounds $(ROUNDS)) $(if $(SECONDS),--seconds $(SECONDS)) \
	$(if $(PROXIES),--proxies $(PROXIES)) --weir $(or $(WEIR),$(SCRATCH)/release/weir)

bench: deps-bench $(if $(WEIR),,release) ## compares Weir with nginx, HAProxy and h2o: CPU time, memory, latency
	@python3 Benchmarks/bench.py $(BENCH)

sanitize: deps-test ## all tests under ThreadSanitizer, then under AddressSanitizer
	@.ci/sanitize

soak: release deps-test ## MINUTES of mixed traffic, RATE visits a second, then a verdict
	@python3 -B Tests/Soak/soak.py --minutes $(MINUTES) --rate $(RATE) $(SCRATCH)/release/weir

soak-memory: release deps-test ## what it holds under 10 GB transfers and 10,000 slow clients; minutes
	@python3 -B Tests/Soak/memory.py $(SCRATCH)/release/weir

MICRO = $(SCRATCH)/micro/release/micro

micro: deps-micro build-micro ## counts instructions of single operations and holds them to thresholds
	@python3 Benchmarks/Micro/check.py $(MICRO)

micro-update: deps-micro build-micro ## writes those thresholds anew
	@python3 Benchmarks/Micro/check.py $(MICRO) --update

# The plan of an earlier build knows nothing of files that have come to the package it depends on since.
build-micro:
	@rm -f $(SCRATCH)/micro/release.yaml
	swift build -c release --product micro --static-swift-stdlib --package-path Benchmarks/Micro \
		--scratch-path $(SCRATCH)/micro

fmt: ## formats the sources in place
	swift format --in-place --parallel --recursive $(FORMATTED)

lint: ## says where the format is not kept
	swift format lint --strict --parallel --recursive $(FORMATTED)

clean: ## removes what was built
	rm -rf .build .build-*

deps: ## installs what building needs, if anything is missing
	@.ci/deps build

deps-test: ## installs what testing needs, if anything is missing
	@.ci/deps test

deps-bench: ## installs what the comparison needs, if anything is missing
	@.ci/deps bench

deps-micro: ## installs what counting instructions needs, if anything is missing
	@.ci/deps micro
