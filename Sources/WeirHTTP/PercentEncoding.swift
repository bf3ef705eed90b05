/// RFC 3986 §2.1.
enum PercentEncoding {
    /// The octet that `%XX` at `start` stands for. Nil when two hexadecimal digits do not follow or it is NUL, which
    /// ends strings in too many servers to be passed on.
    static func octet(_ bytes: Span<UInt8>, _ start: Int, _ end: Int) -> UInt8? {
        guard start + 2 < end, let high = bytes[start + 1].hexValue, let low = bytes[start + 2].hexValue else {
            return nil
        }
        let octet = high << 4 | low
        return octet == 0 ? nil : octet
    }
}
