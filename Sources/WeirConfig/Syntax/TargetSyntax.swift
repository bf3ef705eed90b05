/// Paths that routes match, and where redirects lead.
enum TargetSyntax {
    /// A path as it stands in a request target (RFC 3986 §3.3), after what routing normalises.
    static func path(_ text: String) throws(ScalarProblem) -> String {
        guard text.hasPrefix("/") else {
            throw ScalarProblem("is not a path", hint: "a path begins with `/`")
        }
        if let bad = text.utf8.firstIndex(where: { !isPathByte($0) }) { throw problem(with: text, at: bad) }
        for segment in text.split(separator: "/") where segment == "." || segment == ".." {
            let offset = text.utf8.distance(from: text.startIndex, to: segment.startIndex)
            throw ScalarProblem(
                "can never match: it has a dot segment", offset: offset,
                hint: "`.` and `..` are removed before paths are compared")
        }
        return text
    }

    /// An absolute `http` or `https` URI, or a path.
    static func redirect(_ text: String) throws(ScalarProblem) -> String {
        if let bad = text.utf8.firstIndex(where: { !(0x21...0x7E).contains($0) || #""<>\^`{|}"#.utf8.contains($0) }) {
            let offset = text.utf8.distance(from: text.startIndex, to: bad)
            throw ScalarProblem("has a character that a URI cannot have", offset: offset, hint: "percent-encode it")
        }
        if text.hasPrefix("/") { return text }
        for scheme in ["https://", "http://"] where text.lowercased().hasPrefix(scheme) {
            let host = text.dropFirst(scheme.count).prefix { !"/?#".contains($0) }
            guard !host.isEmpty else { throw ScalarProblem("has no host", offset: scheme.utf8.count) }
            return text
        }
        throw ScalarProblem(
            "is no target for a redirect", hint: "write https://host/path, or a path that begins with `/`")
    }

    private static func isPathByte(_ byte: UInt8) -> Bool {
        (0x21...0x7E).contains(byte) && byte != UInt8(ascii: "?") && byte != UInt8(ascii: "#")
    }

    private static func problem(with text: String, at index: String.Index) -> ScalarProblem {
        let offset = text.utf8.distance(from: text.startIndex, to: index)
        let hint =
            switch text.utf8[index] {
            case UInt8(ascii: "?"): "what follows `?` is matched by `query`"
            case UInt8(ascii: "#"): "clients never send what follows `#`"
            default: "percent-encode it, as clients send it"
            }
        return ScalarProblem("has a character that a path cannot have", offset: offset, hint: hint)
    }
}
