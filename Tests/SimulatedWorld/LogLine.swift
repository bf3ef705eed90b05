import Glibc

/// What the checks need of a line of the access log.
struct LogLine {
    struct Attempt {
        let server: String
        let isReused: Bool
        /// Empty: none.
        let fault: String
    }

    let text: String
    /// Nil where the head was not understood.
    let path: String?
    /// 0: nothing was answered.
    let status: Int
    let end: String
    let server: ServerName?
    let verdict: String?
    let requestBytes: Int
    let responseBytes: Int
    let attempts: [Attempt]

    init(_ text: String) {
        self.text = text
        let bytes = Array(text.utf8)
        let list = Self.find("\"attempts\":[", in: bytes[...])
        let listEnd = list.flatMap { bytes[$0...].firstIndex(of: UInt8(ascii: "]")) }
        let front = bytes[..<(list ?? bytes.count)]
        path = Self.string("\"path\":\"", in: front)
        status = Self.number("\"status\":", in: front)
        server = Self.string("\"server\":\"", in: front).flatMap { ServerName($0) }
        verdict = Self.string("\"affinity\":\"", in: front)
        requestBytes = Self.number("\"request_bytes\":", in: front)
        responseBytes = Self.number("\"response_bytes\":", in: front)
        end = Self.string("\"end\":\"", in: bytes[(listEnd ?? 0)...]) ?? ""
        if let list, let listEnd {
            attempts = bytes[list..<listEnd].split(separator: UInt8(ascii: "}")).map { part in
                Attempt(
                    server: Self.string("\"server\":\"", in: part) ?? "",
                    isReused: Self.find("\"reused\":true", in: part) != nil,
                    fault: Self.string("\"end\":\"", in: part) ?? "")
            }
        } else {
            attempts = []
        }
    }

    /// The number that a world's requests have in their path.
    var requestNumber: Int? {
        path?.split(separator: "/").last.flatMap { Int($0) }
    }

    private static func string(_ key: StaticString, in bytes: ArraySlice<UInt8>) -> String? {
        guard let start = find(key, in: bytes), let end = bytes[start...].firstIndex(of: UInt8(ascii: "\"")) else {
            return nil
        }
        return String(decoding: bytes[start..<end], as: UTF8.self)
    }

    private static func number(_ key: StaticString, in bytes: ArraySlice<UInt8>) -> Int {
        guard let start = find(key, in: bytes) else { return 0 }
        var value = 0
        for byte in bytes[start...] {
            guard (48...57).contains(byte) else { break }
            value = value * 10 + Int(byte - 48)
        }
        return value
    }

    /// The place behind the first occurrence.
    private static func find(_ wanted: StaticString, in bytes: ArraySlice<UInt8>) -> Int? {
        let count = wanted.utf8CodeUnitCount
        return bytes.withUnsafeBytes { memory in
            guard let start = memory.baseAddress, memory.count >= count else { return nil }
            var offset = 0
            let last = memory.count - count
            while offset <= last, let found = memchr(start + offset, Int32(wanted.utf8Start[0]), last - offset + 1) {
                let place = UnsafeRawPointer(found) - start
                if memcmp(found, wanted.utf8Start, count) == 0 { return bytes.startIndex + place + count }
                offset = place + 1
            }
            return nil
        }
    }
}
