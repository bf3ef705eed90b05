extension RequestHead {
    /// Whether the request is a gRPC call: HTTP/2, and `content-type: application/grpc`, alone or with the encoding of
    /// its messages behind `+` or parameters behind `;`. gRPC-Web is not: it has statuses of its own.
    public var isGRPC: Bool {
        guard version == .http2, let index = block.first(.contentType) else { return false }
        let value = block.fields[index].value
        let name: StaticString = "application/grpc"
        let end = Int(value.lower) + name.utf8CodeUnitCount
        guard end <= Int(value.upper), block.equals(ByteRange(Int(value.lower), end), ignoringCase: name) else {
            return false
        }
        guard end < Int(value.upper) else { return true }
        let next = block.bytes[end]
        return next == UInt8(ascii: "+") || next == UInt8(ascii: ";") || next == UInt8(ascii: " ")
    }

    /// How long the client waits for its answer, in nanoseconds, by `grpc-timeout`: one to eight digits and a unit.
    ///
    /// Nil where there is none, where there are several, and where it is written in any other way: what such a field
    /// says is for the server to judge.
    public var grpcTimeout: Int64? {
        let fields = block.fields.filter { $0.known == .other && block.equals($0.name, ignoringCase: "grpc-timeout") }
        guard fields.count == 1 else { return nil }
        return Self.nanoseconds(block.bytes[fields[0].value.range])
    }

    /// Until when the client of a gRPC call waits that it began then; nil: it does not say.
    public func callDue(since started: Moment) -> Int64? {
        guard isGRPC, let timeout = grpcTimeout else { return nil }
        let (due, overflow) = started.monotonic.addingReportingOverflow(timeout)
        return overflow ? nil : due
    }

    private static func nanoseconds(_ text: ArraySlice<UInt8>) -> Int64? {
        guard let letter = text.last, let unit = unit(letter), 2...9 ~= text.count else { return nil }
        var number: Int64 = 0
        for byte in text.dropLast() {
            guard UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte else { return nil }
            number = number * 10 + Int64(byte - UInt8(ascii: "0"))
        }
        let (product, overflow) = number.multipliedReportingOverflow(by: unit)
        return overflow ? nil : product
    }

    private static func unit(_ letter: UInt8) -> Int64? {
        switch letter {
        case UInt8(ascii: "H"): 3_600_000_000_000
        case UInt8(ascii: "M"): 60_000_000_000
        case UInt8(ascii: "S"): 1_000_000_000
        case UInt8(ascii: "m"): 1_000_000
        case UInt8(ascii: "u"): 1000
        case UInt8(ascii: "n"): 1
        default: nil
        }
    }
}
