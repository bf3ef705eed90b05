public import WeirModel

/// The names of one configuration, escaped once for the access log.
///
/// Indices in an `ExchangeRecord` mean positions in the configuration whose generation the record carries.
public final class LogNames: Sendable {
    /// Of the configuration these names come from; compared with `ExchangeRecord.generation`.
    public let generation: UInt64

    public init(_ configuration: Configuration, generation: UInt64) {
        self.generation = generation
    }
}
