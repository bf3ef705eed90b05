/// A start line and fields as they came over the wire.
struct MessageHead: Sendable {
    /// With the empty line.
    var text: String
    /// Without its line end.
    var startLine: String
    /// Names in the sender's letter case.
    var fields: [(name: String, value: String)]

    init(_ text: String) {
        self.text = text
        let lines = text.split(separator: "\r\n")
        startLine = lines.first.map(String.init) ?? ""
        fields = lines.dropFirst().map { line in
            let parts = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            return (String(parts[0]), parts.count > 1 ? String(parts[1].drop { $0 == " " }) : "")
        }
    }

    /// All values of a field in order; letter case makes no difference.
    func all(_ name: String) -> [String] {
        fields.filter { $0.name.lowercased() == name.lowercased() }.map(\.value)
    }

    /// The only value of a field, nil when there is none; several are joined by `, `.
    subscript(_ name: String) -> String? {
        let values = all(name)
        return values.isEmpty ? nil : values.joined(separator: ", ")
    }

    var isChunked: Bool { self["Transfer-Encoding"]?.lowercased() == "chunked" }
    var contentLength: Int? { self["Content-Length"].flatMap { Int($0) } }
}

extension String {
    /// Bytes that are text but for mistakes.
    init(decoding bytes: [UInt8]) {
        self.init(decoding: bytes, as: UTF8.self)
    }
}
