"""What `bench.py` is made of; Benchmarks/README.md says which module does what."""
