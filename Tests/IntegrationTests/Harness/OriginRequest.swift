/// A request as a scripted origin received it.
struct OriginRequest: Sendable {
    /// Counted from 0 in the order in which the origin accepted.
    var connection: Int
    var head: MessageHead
    /// Without chunk framing.
    var body: [UInt8] = []
    var trailers: [String] = []

    var method: String { String(head.startLine.split(separator: " ").first ?? "") }
    var target: String { String(head.startLine.split(separator: " ").dropFirst().first ?? "") }
    var text: String { String(decoding: body) }

    subscript(_ field: String) -> String? { head[field] }
}
