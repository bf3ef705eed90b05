import WeirCore

/// The facts of one exchange, resolved to names, as both formats of the access log write them.
///
/// What does not apply is nil.
public struct AccessLine {
    let listener: [UInt8]?
    let route: [UInt8]?
    let arm: [UInt8]?
    let upstream: LogNames.UpstreamNames?
    let server: [UInt8]?

    /// - Parameter names: of the record's generation; nil where they are no longer known.
    init(_ record: borrowing ExchangeRecord, names: LogNames?) {
        listener = record.listener == nil ? Self.adminListener : names?.listeners[checked: record.listener]
        let route = names?.routes[checked: record.plan.route]
        self.route = route?.name
        arm = route?.arms[checked: record.plan.arm]
        upstream = names?.upstreams[checked: record.plan.upstream]
        server = upstream?.servers[checked: record.server]
    }

    private static let adminListener = Array("admin".utf8)

    /// Bytes of what clients send that a line repeats; the rest is cut.
    enum Limit {
        static let path = 8192
        static let host = 256
        static let serverName = 256
        static let method = 64
        static let id = 128
    }
}

extension ExchangeRecord {
    /// Nanoseconds from the start to a monotonic time; 0 for one before it.
    func elapsed(at time: Int64) -> Int64 {
        let (elapsed, overflow) = time.subtractingReportingOverflow(started.monotonic)
        return overflow ? (time > started.monotonic ? .max : 0) : max(0, elapsed)
    }
}

extension RequestHead {
    /// Path and query as sent, or the whole target where there is no path (`CONNECT`).
    var loggedPath: ByteRange {
        if path.isEmpty { return target }
        return query.isEmpty ? path : ByteRange(Int(path.lower), Int(query.upper))
    }
}

extension [UInt8] {
    /// The bytes in a range, or what of it there is.
    subscript(checked range: ByteRange) -> ArraySlice<UInt8> {
        self[range.range.clamped(to: indices)]
    }
}
