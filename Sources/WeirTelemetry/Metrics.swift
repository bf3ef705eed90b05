import Synchronization
public import WeirModel

/// All counters of the process. Each event loop counts into its own shard; rendering adds the shards up.
public final class Metrics: Sendable {
    private let build: [BuildLabel]
    private let registry = Mutex(NameRegistry())
    /// For each shard its stores, in the order of `MetricFamily`.
    private let shards = Mutex<[[SeriesStore]]>([])

    private struct BuildLabel {
        var name: StaticString
        var value: String
    }

    /// - Parameter build: labels of `weir_build_info`, such as `("version", "1.0")`.
    public init(build: [(label: StaticString, value: String)]) {
        self.build = build.map { BuildLabel(name: $0.label, value: $0.value) }
    }

    /// Gives the names of a configuration their places. Names that were there before keep their counters.
    public func names(_ configuration: Configuration, generation: UInt64) -> MetricNames {
        registry.withLock { MetricNames(configuration, generation: generation, registry: &$0) }
    }

    /// One event loop's counters. Only that loop may count; rendering may read at any time.
    public func makeShard(names: MetricNames) -> MetricShard {
        let shard = MetricShard(names: names)
        let stores = shard.stores
        shards.withLock { $0.append(stores) }
        return shard
    }

    /// The counters of one family, added up over all shards.
    func sums(of family: MetricFamily) -> [UInt64: [UInt64]] {
        var sums: [UInt64: [UInt64]] = [:]
        for shard in shards.withLock({ $0 }) { shard[family.rawValue].add(to: &sums) }
        return sums
    }

    /// Prometheus text format 0.0.4, as bytes. Any thread.
    public func render(_ gauges: MetricGauges) -> [UInt8] {
        var text = PrometheusText()
        let stores = shards.withLock { $0 }
        // After the counters' stores are known, so that every place in a key has its name.
        var totals: [[UInt64: [UInt64]]] = []
        var lost: UInt64 = 0
        for family in MetricFamily.allCases {
            var sums: [UInt64: [UInt64]] = [:]
            for shard in stores { shard[family.rawValue].add(to: &sums) }
            totals.append(sums)
            lost += stores.reduce(0) { $0 + $1[family.rawValue].overflow }
        }
        let registry = self.registry.withLock { $0 }
        for family in MetricFamily.allCases {
            text.append(family, totals[family.rawValue], registry)
        }
        text.append(gauges)
        text.family("weir_metrics_lost_total", help: "Events that found no room for their series.", kind: .counter)
        text.sample("weir_metrics_lost_total", value: Int64(clamping: lost))
        text.family("weir_build_info", help: "What runs; always 1.", kind: .gauge)
        text.sample("weir_build_info", labels: build.map { ($0.name, $0.value) }, value: 1)
        return text.bytes.array
    }
}
