public import WeirModel

/// All counters of the process. Each event loop counts into its own shard; rendering adds the shards up.
public final class Metrics: Sendable {
    /// - Parameter build: labels of `weir_build_info`, such as `("version", "1.0")`.
    public init(build: [(label: String, value: String)]) {
    }

    /// Gives the names of a configuration their places. Names that were there before keep their counters.
    public func names(_ configuration: Configuration, generation: UInt64) -> MetricNames {
        MetricNames(generation: generation)
    }

    /// One event loop's counters. Only that loop may count; rendering may read at any time.
    public func makeShard(names: MetricNames) -> MetricShard {
        MetricShard()
    }

    /// Prometheus text format 0.0.4, as bytes. Any thread.
    public func render(_ gauges: MetricGauges) -> [UInt8] {
        []
    }
}
