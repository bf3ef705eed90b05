import WeirCore

/// Names that are others in disguise.
///
/// Servers that hand fields to programs as variables (CGI, WSGI, PHP) turn `-` into `_`, so that `X_Forwarded_For` from
/// a client becomes indistinguishable from the `X-Forwarded-For` that Weir writes.
enum FieldAlias {
    /// Whether the name, read with `_` as `-`, is one that Weir writes itself.
    static func isWritten(_ bytes: Span<UInt8>, _ start: Int, _ end: Int) -> Bool {
        switch end - start {
        case 9: matches(bytes, start, "x-real-ip")
        case 12: matches(bytes, start, "x-request-id")
        case 14: matches(bytes, start, "content-length")
        case 15: matches(bytes, start, "x-forwarded-for") || matches(bytes, start, "x-load-balancer")
        case 16: matches(bytes, start, "x-forwarded-host") || matches(bytes, start, "x-forwarded-port")
        case 17: matches(bytes, start, "x-forwarded-proto") || matches(bytes, start, "transfer-encoding")
        default: false
        }
    }

    private static func matches(_ bytes: Span<UInt8>, _ start: Int, _ name: StaticString) -> Bool {
        let expected = unsafe name.utf8Start
        var index = 0
        while index < name.utf8CodeUnitCount {
            let byte = bytes[start + index]
            let folded = byte == UInt8(ascii: "_") ? UInt8(ascii: "-") : byte | 0x20
            if unsafe folded != expected[index] { return false }
            index += 1
        }
        return true
    }
}
