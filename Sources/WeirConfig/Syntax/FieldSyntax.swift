/// Names and values of HTTP fields, methods and cookies.
enum FieldSyntax {
    /// A token (RFC 9110 §5.6.2): methods, field names, cookie names.
    static func token(_ text: String) throws(ScalarProblem) -> String {
        guard !text.isEmpty else { throw ScalarProblem("is empty") }
        if let bad = text.utf8.firstIndex(where: { !isTokenByte($0) }) {
            let offset = text.utf8.distance(from: text.startIndex, to: bad)
            throw ScalarProblem(
                "has a character that names cannot have", offset: offset, hint: hint(for: text.utf8[bad]))
        }
        return text
    }

    /// A field name in lower case.
    static func headerName(_ text: String) throws(ScalarProblem) -> String {
        try token(text).lowercased()
    }

    /// A name that is not empty and has no control characters: query parameters, and names of things in the file.
    static func name(_ text: String) throws(ScalarProblem) -> String {
        guard !text.isEmpty else { throw ScalarProblem("is empty") }
        guard text.utf8.count <= 128 else { throw ScalarProblem("is longer than 128 bytes") }
        if let bad = text.unicodeScalars.firstIndex(where: { VisibleText.scalar($0) != $0 }) {
            let offset = text.utf8.distance(from: text.startIndex, to: bad)
            throw ScalarProblem("has a character that cannot be seen", offset: offset)
        }
        guard text.first != " ", text.last != " " else { throw ScalarProblem("begins or ends with a blank") }
        return text
    }

    /// What can stand in a field: visible ASCII and blanks, not empty.
    static func value(_ text: String) throws(ScalarProblem) -> String {
        try visible(text) { (0x20...0x7E).contains($0) }
    }

    /// What can stand in a cookie (RFC 6265 §4.1.1).
    static func cookieValue(_ text: String) throws(ScalarProblem) -> String {
        try visible(text) { (0x21...0x7E).contains($0) && !#"",;\"#.utf8.contains($0) }
    }

    /// What can stand in an attribute of a cookie (RFC 6265 §4.1.1), and begins with `/`.
    static func cookiePath(_ text: String) throws(ScalarProblem) -> String {
        let path = try visible(text) { (0x20...0x7E).contains($0) && $0 != UInt8(ascii: ";") }
        guard path.hasPrefix("/") else { throw ScalarProblem("does not begin with `/`") }
        return path
    }

    /// A bearer token (RFC 6750 §2.1), loosely: visible ASCII without blanks.
    static func secret(_ text: String) throws(ScalarProblem) -> String {
        try visible(text) { (0x21...0x7E).contains($0) }
    }

    private static func visible(_ text: String, _ allowed: (UInt8) -> Bool) throws(ScalarProblem) -> String {
        guard !text.isEmpty else { throw ScalarProblem("is empty") }
        if let bad = text.utf8.firstIndex(where: { !allowed($0) }) {
            let offset = text.utf8.distance(from: text.startIndex, to: bad)
            throw ScalarProblem("has a character that cannot stand there", offset: offset)
        }
        return text
    }

    private static func isTokenByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
        }
    }

    private static func hint(for byte: UInt8) -> String? {
        byte == UInt8(ascii: ":") ? "the name stands alone, without the colon" : nil
    }
}
