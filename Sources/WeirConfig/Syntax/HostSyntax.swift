internal import WeirModel

/// Host names (RFC 1123 §2.1, with `_` as DNS allows it) and what a route may say about hosts.
enum HostSyntax {
    /// A host name in lower case.
    static func name(_ text: String) throws(ScalarProblem) -> String {
        guard !text.isEmpty else { throw ScalarProblem("is empty") }
        if let bad = text.utf8.firstIndex(where: { !isNameByte($0) && $0 != UInt8(ascii: ".") }) {
            throw problem(with: text, at: bad)
        }
        guard text.utf8.count <= 253 else { throw ScalarProblem("is longer than 253 bytes") }
        for label in text.split(separator: ".", omittingEmptySubsequences: false) {
            let offset = text.utf8.distance(from: text.startIndex, to: label.startIndex)
            guard !label.isEmpty else {
                throw ScalarProblem(
                    "has an empty label", offset: offset, hint: "no dot at the start or end, nor two together")
            }
            guard label.utf8.count <= 63 else {
                throw ScalarProblem("has a label of more than 63 bytes", offset: offset)
            }
            guard label.first != "-", label.last != "-" else {
                throw ScalarProblem("has a label that begins or ends with `-`", offset: offset)
            }
        }
        return text.lowercased()
    }

    /// A host of a route: a name, `*.` and a name, an IPv4 address, or an IPv6 address in brackets.
    static func pattern(_ text: String) throws(ScalarProblem) -> HostPattern {
        if text.hasPrefix("["), text.hasSuffix("]"), let address = IPAddress(text.dropFirst().dropLast()) {
            return .exact("[\(address)]")
        }
        if text == "*" {
            throw ScalarProblem("is not a host", hint: "a route without `hosts` matches every host")
        }
        guard text.hasPrefix("*.") else { return .exact(try name(text)) }
        do throws(ScalarProblem) {
            return .wildcard(try name(String(text.dropFirst(2))))
        } catch {
            throw ScalarProblem(error.predicate, offset: error.offset.map { $0 + 2 }, hint: error.hint)
        }
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
            true
        default: false
        }
    }

    private static func problem(with text: String, at index: String.Index) -> ScalarProblem {
        let offset = text.utf8.distance(from: text.startIndex, to: index)
        switch text.utf8[index] {
        case 0x80...:
            return ScalarProblem(
                "is not a host name: it has a letter outside ASCII", offset: offset,
                hint: "write it in punycode, as it goes over the wire: xn--…")
        case UInt8(ascii: "*"):
            return ScalarProblem(
                "has a wildcard in the wrong place", offset: offset, hint: "only a leading `*.` is a wildcard")
        case UInt8(ascii: ":"):
            return ScalarProblem(
                "is not a host name", offset: offset, hint: "name the host alone, without scheme and port")
        default:
            return ScalarProblem("is not a host name", offset: offset)
        }
    }
}
