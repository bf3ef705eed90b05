import Logging

/// Says that clients wait for want of file descriptors: once, and again only while it lasts or comes back.
struct DescriptorShortage {
    /// Nanoseconds between two warnings of one event loop.
    private static let interval: Int64 = 10_000_000_000

    private var lastWarning: Int64?

    /// A client could not be accepted.
    mutating func note(now: Int64, logger: Logger) {
        if let lastWarning, now - lastWarning < Self.interval { return }
        lastWarning = now
        logger.warning("no file descriptor is left for new clients: they wait until others go")
    }
}
