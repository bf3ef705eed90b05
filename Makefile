# Building, testing and trying Weir. `make run` is the place to begin.
SCRATCH ?= .build
FORMATTED = Sources Tests Package.swift
SECONDS ?= 60

.PHONY: run test fuzz build release fmt lint clean deps deps-test

run: release ## serves the demo on https://127.0.0.1:8443 until interrupted
	exec $(SCRATCH)/release/weir demo

test: deps-test ## all tests, then one line that sums them up
	@.ci/test $(SCRATCH)

fuzz: deps ## fuzzes each target for SECONDS, or one: make fuzz SECONDS=600 TARGET=request-head
	@.ci/fuzz $(SECONDS) $(TARGET)

build: deps ## a debug build
	swift build --scratch-path $(SCRATCH)

release: deps ## an optimised build: .build/release/weir
	swift build -c release --product weir --static-swift-stdlib --scratch-path $(SCRATCH)

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
