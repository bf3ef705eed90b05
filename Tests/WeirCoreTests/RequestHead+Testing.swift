import WeirCore

extension RequestHead {
    /// A head as a decoder would make it. `target` is a path and maybe a query; the path counts as normalised already.
    static func testing(
        _ method: String = "GET", host: String = "example.com", _ target: String = "/",
        fields: [(String, String)] = []
    ) -> RequestHead {
        var head = RequestHead()
        head.method = knownMethod(method)
        head.methodText = head.append(method)
        head.target = head.append(target)
        let path = target.utf8.prefix { $0 != UInt8(ascii: "?") }.count
        let start = Int(head.target.lower)
        head.path = ByteRange(start, start + path)
        head.normalizedPath = head.path
        head.query = ByteRange(min(start + path + 1, start + target.utf8.count), start + target.utf8.count)
        for (name, value) in (host.isEmpty ? [] : [("Host", host)]) + fields { head.addField(name, value) }
        if !host.isEmpty {
            head.authority = head.block.fields[0].value
            head.host = ByteRange(
                Int(head.authority.lower), Int(head.authority.lower) + hostLength(Array(host.utf8)))
        }
        return head
    }

    private mutating func addField(_ name: String, _ value: String) {
        let known: KnownField =
            switch name.lowercased() {
            case "cookie": .cookie
            case "host": .host
            default: .other
            }
        addField(name, value, as: known)
    }

    mutating func addField(_ name: String, _ value: String, as known: KnownField) {
        let nameRange = append(name)
        block.bytes += Array(": ".utf8)
        let valueRange = append(value)
        block.bytes += Array("\r\n".utf8)
        block.fields.append(Field(name: nameRange, value: valueRange, known: known))
    }

    private mutating func append(_ text: String) -> ByteRange {
        block.bytes += Array(text.utf8)
        return ByteRange(block.bytes.count - text.utf8.count, block.bytes.count)
    }

    /// Without the port.
    private static func hostLength(_ authority: [UInt8]) -> Int {
        if authority.first == UInt8(ascii: "[") {
            return (authority.firstIndex(of: UInt8(ascii: "]")) ?? authority.count - 1) + 1
        }
        return authority.firstIndex(of: UInt8(ascii: ":")) ?? authority.count
    }

    private static func knownMethod(_ text: String) -> Method {
        let known: [String: Method] = [
            "GET": .get, "HEAD": .head, "POST": .post, "PUT": .put, "DELETE": .delete, "CONNECT": .connect,
            "OPTIONS": .options, "TRACE": .trace, "PATCH": .patch,
        ]
        return known[text] ?? .other
    }
}
