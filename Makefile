# Building, testing and trying Weir. `make run` is the place to begin.
SCRATCH ?= .build
FORMATTED = Sources Tests Package.swift

.PHONY: run test fuzz build release bench fmt lint clean deps deps-test deps-bench

run: release ## serves the demo on https://127.0.0.1:8443 until interrupted
	exec $(SCRATCH)/release/weir demo

test: deps-test ## all tests, then one line that sums them up
	@.ci/test $(SCRATCH)

fuzz: deps ## fuzzes each target for SECONDS, or one: make fuzz SECONDS=600 TARGET=request-head
	@.ci/fuzz $(or $(SECONDS),60) $(TARGET)

build: deps ## a debug build
	swift build --scratch-path $(SCRATCH)

release: deps ## an optimised build: .build/release/weir
	swift build -c release --product weir --static-swift-stdlib --scratch-path $(SCRATCH)

# ROWS=small,handshake ROUNDS=5 SECONDS=2 PROXIES=weir,nginx WEIR=path choose what is measured; Benchmarks/README.md
BENCH = $(if $(ROWS),--rows $(ROWS)) $(if $(ROUNDS),--rounds $(ROUNDS)) $(if $(SECONDS),--seconds $(SECONDS)) \
	$(if $(PROXIES),--proxies $(PROXIES)) --weir $(or $(WEIR),$(SCRATCH)/release/weir)

bench: deps-bench $(if $(WEIR),,release) ## compares Weir with nginx, HAProxy and h2o: CPU time, memory, latency
	@python3 Benchmarks/bench.py $(BENCH)

fmt: ## formats the sources in place
	swift format --in-place --parallel --recursive $(FORMATTED)

lint: ## says where the format is not kept
	swift format lint --strict --parallel --recursive $(FORMATTED)

clean: ## removes what was built
	rm -rf .build .build-ci .build-fuzz

deps: ## installs what building needs, if anything is missing
	@.ci/deps build

deps-test: ## installs what testing needs, if anything is missing
	@.ci/deps test

deps-bench: ## installs what the comparison needs, if anything is missing
	@.ci/deps bench
