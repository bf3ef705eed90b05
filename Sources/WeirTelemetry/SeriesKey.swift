/// Labels of a series, packed: places of names (`MetricNames`) and small numbers, side by side.
struct SeriesKey: Equatable {
    var packed: UInt64

    /// Bits that a place takes.
    static let listenerBits: UInt64 = 12
    static let nameBits: UInt64 = 20
    static let codeBits: UInt64 = 10

    init(packed: UInt64) {
        self.packed = packed
    }

    /// - Parameters:
    ///   - route: place of a route, with or without an arm.
    ///   - server: place of an upstream, with or without a server.
    ///   - detail: a status code or the ordinal of a word.
    init(listener: UInt32 = 0, route: UInt32 = 0, server: UInt32 = 0, detail: Int = 0) {
        packed = UInt64(listener)
        packed = packed << Self.nameBits | UInt64(route)
        packed = packed << Self.nameBits | UInt64(server)
        packed = packed << Self.codeBits | UInt64(truncatingIfNeeded: detail) & Self.mask(Self.codeBits)
    }

    var detail: Int { Int(packed & Self.mask(Self.codeBits)) }
    var server: Int { Int(packed >> Self.codeBits & Self.mask(Self.nameBits)) }
    var route: Int { Int(packed >> (Self.codeBits + Self.nameBits) & Self.mask(Self.nameBits)) }
    var listener: Int { Int(packed >> (Self.codeBits + 2 * Self.nameBits)) }

    private static func mask(_ bits: UInt64) -> UInt64 {
        1 << bits - 1
    }
}
