/// The text of one file, and where its lines begin.
struct SourceText: Sendable {
    /// The file as the user named it; it stands in diagnostics.
    let file: String
    /// Valid UTF-8.
    let bytes: [UInt8]
    private let lineStarts: [Int]

    /// - Parameter bytes: valid UTF-8, or text that is shown with replacement characters.
    init(file: String, bytes: [UInt8]) {
        self.file = file
        self.bytes = bytes
        self.lineStarts = Self.lineStarts(of: bytes)
    }

    /// A line without its line break; nil when there is no such line.
    func line(_ number: Int) -> String? {
        guard number >= 1, number <= lineStarts.count else { return nil }
        let start = lineStarts[number - 1]
        var end = number < lineStarts.count ? lineStarts[number] : bytes.count
        end -= Self.lineBreakLength(endingAt: end, notBefore: start, in: bytes)
        return String(decoding: bytes[start..<end], as: UTF8.self)
    }

    /// The place of a byte, counted from 0; one past the end is allowed.
    func mark(atByte offset: Int) -> SourceMark {
        let offset = min(max(0, offset), bytes.count)
        let line = lastLine(startingAtOrBefore: offset)
        let column = bytes[lineStarts[line]..<offset].count { $0 & 0xC0 != 0x80 }
        return SourceMark(line: line + 1, column: column + 1)
    }

    private func lastLine(startingAtOrBefore offset: Int) -> Int {
        var low = 0
        var high = lineStarts.count - 1
        while low < high {
            let middle = (low + high + 1) / 2
            if lineStarts[middle] <= offset { low = middle } else { high = middle - 1 }
        }
        return low
    }

    /// Breaks lines where the YAML scanner does (YAML 1.1 §4.2), so that its line numbers fit.
    private static func lineStarts(of bytes: [UInt8]) -> [Int] {
        var starts = [0]
        var index = 0
        while index < bytes.count {
            let length = lineBreakLength(startingAt: index, in: bytes)
            index += max(1, length)
            if length > 0 { starts.append(index) }
        }
        return starts
    }

    private static func lineBreakLength(startingAt index: Int, in bytes: [UInt8]) -> Int {
        func byte(_ offset: Int) -> UInt8 { index + offset < bytes.count ? bytes[index + offset] : 0 }
        switch byte(0) {
        case 0x0A: return 1
        case 0x0D: return byte(1) == 0x0A ? 2 : 1
        case 0xC2: return byte(1) == 0x85 ? 2 : 0
        case 0xE2: return byte(1) == 0x80 && (byte(2) == 0xA8 || byte(2) == 0xA9) ? 3 : 0
        default: return 0
        }
    }

    private static func lineBreakLength(endingAt end: Int, notBefore start: Int, in bytes: [UInt8]) -> Int {
        for length in [3, 2, 1] where end - length >= start {
            if lineBreakLength(startingAt: end - length, in: bytes) == length { return length }
        }
        return 0
    }
}
