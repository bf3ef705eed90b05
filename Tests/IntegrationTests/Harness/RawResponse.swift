/// A response as it came over the wire.
struct RawResponse {
    var head: MessageHead
    var body: [UInt8]
    var trailers: [String] = []

    /// 0 when the status line has none.
    var status: Int { Int(head.startLine.split(separator: " ").dropFirst().first ?? "") ?? 0 }
    var text: String { String(decoding: body) }

    subscript(_ field: String) -> String? { head[field] }
}
