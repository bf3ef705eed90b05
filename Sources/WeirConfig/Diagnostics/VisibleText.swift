/// Makes text from a file fit for a terminal: no control character, nothing that turns the writing direction.
enum VisibleText {
    /// The scalar itself, or a visible stand-in of the same width.
    static func scalar(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        switch scalar.value {
        case 0x09: " "
        case 0..<0x20: Unicode.Scalar(0x2400 + scalar.value) ?? "\u{FFFD}"
        case 0x7F: "\u{2421}"
        case 0x80..<0xA0, 0x2028, 0x2029, 0xFEFF: "\u{FFFD}"
        default: isFormat(scalar) ? "\u{FFFD}" : scalar
        }
    }

    /// The whole text, with each doubtful scalar replaced.
    static func text(_ text: String) -> String {
        var result = String.UnicodeScalarView()
        result.append(contentsOf: text.unicodeScalars.lazy.map(scalar))
        return String(result)
    }

    /// The text in backticks for use within a message, shortened to 60 scalars.
    static func quoted(_ value: some StringProtocol) -> String {
        let limit = 60
        let scalars = value.unicodeScalars
        let shown = text(String(String.UnicodeScalarView(scalars.prefix(limit))))
        return scalars.dropFirst(limit).isEmpty ? "`\(shown)`" : "`\(shown)…`"
    }

    /// Terminal columns that a scalar takes: 0, 1 or 2.
    static func width(_ scalar: Unicode.Scalar) -> Int {
        if scalar.isASCII { return 1 }
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark: return 0
        default: return isWide(scalar.value) ? 2 : 1
        }
    }

    private static func isFormat(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.generalCategory == .format
    }

    /// East Asian wide blocks and pictographs (Unicode Annex 11, the large blocks only).
    private static func isWide(_ value: UInt32) -> Bool {
        switch value {
        case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F,
            0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1F64F, 0x1F900...0x1F9FF, 0x20000...0x3FFFD:
            true
        default: false
        }
    }
}
