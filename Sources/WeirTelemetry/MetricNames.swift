/// Where the names of one configuration count.
public final class MetricNames: Sendable {
    /// Of the configuration these names come from; compared with `ExchangeRecord.generation`.
    public let generation: UInt64

    init(generation: UInt64) {
        self.generation = generation
    }
}
