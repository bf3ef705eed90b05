/// How often a peer may open HTTP/2 windows: as it takes bytes, and some more.
///
/// A pure value; times are monotonic nanoseconds.
public struct WindowUpdateBudget: Sendable, Equatable {
    /// Bytes sent that pay for one update: a client that opens its windows after each few KiB, the stream's and the
    /// connection's, is not noticed.
    public static let bytesPerUpdate = 1024
    /// Bytes that count for updates still to come; more than any window that is usual.
    public static let memory = 64 * 1024 * 1024

    private var unpaid = AbuseBudget()
    private var bytes = 0

    public init() {}

    /// Bytes have been sent.
    public mutating func sent(_ count: Int) {
        bytes = min(Self.memory, bytes &+ max(0, count))
    }

    /// An update has come. False: one too many.
    /// - Parameter allowance: for those that no bytes pay for.
    public mutating func spend(_ allowance: AbuseBudget.Allowance, now: Int64) -> Bool {
        guard bytes < Self.bytesPerUpdate else {
            bytes -= Self.bytesPerUpdate
            return true
        }
        return unpaid.spend(allowance, now: now)
    }
}
