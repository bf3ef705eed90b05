/// Something that must hold for any input does not.
public struct Violation: Error, CustomStringConvertible {
    /// One line for people.
    public let text: String

    init(_ text: String) {
        self.text = text
    }

    /// The same line.
    public var description: String { text }
}

/// Throws unless the condition holds. The text is made only if it does not.
@inline(__always)
func require(_ condition: Bool, _ text: @autoclosure () -> String) throws(Violation) {
    if !condition { throw Violation(text()) }
}

/// Bytes as people can read them, cut short.
func visible(_ bytes: some Sequence<UInt8>) -> String {
    var text = ""
    for byte in bytes {
        switch byte {
        case 0x0d: text += "\\r"
        case 0x0a: text += "\\n"
        case 0x20...0x7e: text.unicodeScalars.append(Unicode.Scalar(byte))
        default: text += "\\x" + String(byte >> 4, radix: 16) + String(byte & 15, radix: 16)
        }
        if text.utf8.count > 2000 { return text + "…" }
    }
    return text
}
