import WeirCore

/// Brings a path into the form that routes compare (RFC 3986 §6.2.2).
enum PathNormalizer {
    /// The range of the normalised path: `path` itself where nothing changes, else bytes appended to `bytes`.
    ///
    /// Percent-encoded unreserved characters are decoded, then dot segments removed, never above the root. Encoded
    /// slashes stay encoded: they are data. Nil when a `%` is not followed by two hexadecimal digits, or encodes NUL.
    static func normalize(_ path: ByteRange, in bytes: inout [UInt8]) -> ByteRange? {
        guard needsWork(path, bytes.span) else { return path }
        let start = bytes.count
        guard appendDecoded(path, to: &bytes) else {
            bytes.removeSubrange(start...)
            return nil
        }
        removeDotSegments(from: start, of: &bytes)
        if bytes.count - start == path.count, bytes[start...].elementsEqual(bytes[path.range]) {
            bytes.removeSubrange(start...)
            return path
        }
        return ByteRange(start, bytes.count)
    }

    /// Whether there is a `%` or a segment that starts with a dot.
    private static func needsWork(_ path: ByteRange, _ bytes: Span<UInt8>) -> Bool {
        var previous: UInt8 = 0
        for index in path.range {
            let byte = bytes[index]
            if byte == UInt8(ascii: "%") || byte == UInt8(ascii: ".") && previous == UInt8(ascii: "/") { return true }
            previous = byte
        }
        return false
    }

    private static func appendDecoded(_ path: ByteRange, to bytes: inout [UInt8]) -> Bool {
        var index = Int(path.lower)
        let end = Int(path.upper)
        while index < end {
            let byte = bytes[index]
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                index += 1
                continue
            }
            guard let octet = PercentEncoding.octet(bytes.span, index, end) else { return false }
            if ByteSet.unreserved.contains(octet) {
                bytes.append(octet)
            } else {
                for offset in 0..<3 { bytes.append(bytes[index + offset]) }
            }
            index += 3
        }
        return true
    }

    /// RFC 3986 §5.2.4 on the path from `start` on, which begins with `/`, in place: what is kept never outgrows what
    /// has been read.
    private static func removeDotSegments(from start: Int, of bytes: inout [UInt8]) {
        var written = start
        var read = start
        while read < bytes.count {
            var end = read + 1
            while end < bytes.count, bytes[end] != UInt8(ascii: "/") { end += 1 }
            let dots = dotCount(bytes.span, read + 1, end)
            if dots == 2 { written = parent(of: written, from: start, bytes.span) }
            if dots == nil {
                while read < end {
                    bytes[written] = bytes[read]
                    written += 1
                    read += 1
                }
            } else if end == bytes.count {
                bytes[written] = UInt8(ascii: "/")
                written += 1
            }
            read = end
        }
        bytes.removeSubrange(written...)
    }

    /// 1 or 2 when the segment is `.` or `..`, else nil.
    private static func dotCount(_ bytes: Span<UInt8>, _ start: Int, _ end: Int) -> Int? {
        guard end - start == 1 || end - start == 2 else { return nil }
        for index in start..<end where bytes[index] != UInt8(ascii: ".") { return nil }
        return end - start
    }

    /// Where the last segment of what is written begins.
    private static func parent(of written: Int, from start: Int, _ bytes: Span<UInt8>) -> Int {
        var index = written
        while index > start {
            index -= 1
            if bytes[index] == UInt8(ascii: "/") { return index }
        }
        return start
    }
}
