/// Braces and parentheses in code without comments and literals.
enum Braces {
    /// How many braces open on a line less those that close.
    static func balance(_ line: String) -> Int {
        line.utf8.reduce(0) { $0 + ($1 == UInt8(ascii: "{") ? 1 : $1 == UInt8(ascii: "}") ? -1 : 0) }
    }

    /// The line on which the first brace at or after `start` is closed again; nil: the declaration ends without one.
    static func end(_ code: [String], from start: Int) -> Int? {
        var braces = 0
        var parentheses = 0
        for line in start..<code.count {
            if line > start, braces == 0, parentheses == 0, beginsAnother(code[line]) { return nil }
            for byte in code[line].utf8 {
                switch byte {
                case UInt8(ascii: "("): parentheses += 1
                case UInt8(ascii: ")"): parentheses -= 1
                case UInt8(ascii: "{"): braces += 1
                case UInt8(ascii: "}"):
                    braces -= 1
                    if braces <= 0 { return braces == 0 ? line : nil }
                default: break
                }
            }
        }
        return nil
    }

    /// Whether a line that follows a declaration's head begins something else.
    private static func beginsAnother(_ line: String) -> Bool {
        line.contains(/^\s*(?:$|(?:(?:public|private|static|mutating)\s+)*(?:func|init|var|let|case|subscript)\b)/)
    }
}
