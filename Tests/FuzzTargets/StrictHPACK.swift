/// One direction's header compression (RFC 7541), read one octet at a time and without the library that Weir uses.
struct StrictHPACK {
    /// What a size update may not exceed.
    var limit = 4096
    private var size = 4096
    /// The latest first.
    private var table: [StrictField] = []

    init() {}

    /// The fields of one whole block, as they are.
    mutating func fields(_ block: [UInt8]) throws(StrictReader.Malformed) -> [StrictField] {
        var input = block[...]
        var fields: [StrictField] = []
        var expanded = 0
        while let first = input.first {
            if first & 0x80 != 0 {
                fields.append(try entry(Self.integer(&input, 7)))
            } else if first & 0x40 != 0 {
                let field = try literal(&input, 6)
                insert(field)
                fields.append(field)
            } else if first & 0x20 != 0 {
                guard fields.isEmpty else { throw StrictReader.Malformed("a size update behind fields") }
                size = try Self.integer(&input, 5)
                guard size <= limit else { throw StrictReader.Malformed("a table larger than allowed") }
                evict()
            } else {
                fields.append(try literal(&input, 4))
            }
            expanded += fields.last.map { $0.name.count + $0.value.count } ?? 0
            guard expanded < 1 << 20 else { throw StrictReader.Malformed("a bomb") }
        }
        return fields
    }

    private mutating func literal(
        _ input: inout ArraySlice<UInt8>, _ bits: Int
    ) throws(StrictReader.Malformed) -> StrictField {
        let index = try Self.integer(&input, bits)
        let name = index == 0 ? try Self.string(&input) : try entry(index).name
        return StrictField(name: name, value: try Self.string(&input))
    }

    private func entry(_ index: Int) throws(StrictReader.Malformed) -> StrictField {
        guard index > 0, index - 1 - Self.fixed.count < table.count else { throw StrictReader.Malformed("no entry") }
        return index <= Self.fixed.count ? Self.fixed[index - 1] : table[index - 1 - Self.fixed.count]
    }

    private mutating func insert(_ field: StrictField) {
        table.insert(field, at: 0)
        evict()
    }

    /// RFC 7541 §4.1: an entry counts 32 octets more than it has.
    private mutating func evict() {
        while table.reduce(0, { $0 + $1.name.count + $1.value.count + 32 }) > size { table.removeLast() }
    }

    /// RFC 7541 §5.1.
    private static func integer(_ input: inout ArraySlice<UInt8>, _ bits: Int) throws(StrictReader.Malformed) -> Int {
        guard let first = input.popFirst() else { throw StrictReader.Malformed("no integer") }
        let mask = (1 << bits) - 1
        var number = Int(first) & mask
        guard number == mask else { return number }
        var shift = 0
        while true {
            guard let next = input.popFirst(), shift < 32 else { throw StrictReader.Malformed("no integer") }
            number += Int(next & 0x7f) << shift
            shift += 7
            if next & 0x80 == 0 { return number }
        }
    }

    /// RFC 7541 §5.2.
    private static func string(_ input: inout ArraySlice<UInt8>) throws(StrictReader.Malformed) -> [UInt8] {
        guard let first = input.first else { throw StrictReader.Malformed("no string") }
        let count = try integer(&input, 7)
        guard count <= input.count else { throw StrictReader.Malformed("a string that is cut") }
        let bytes = input.prefix(count)
        input = input.dropFirst(count)
        return first & 0x80 == 0 ? Array(bytes) : try StrictHuffman.decode(bytes)
    }

    /// RFC 7541 §A.
    private static let fixed: [StrictField] = [
        ":authority", ":method=GET", ":method=POST", ":path=/", ":path=/index.html", ":scheme=http", ":scheme=https",
        ":status=200", ":status=204", ":status=206", ":status=304", ":status=400", ":status=404", ":status=500",
        "accept-charset", "accept-encoding=gzip, deflate", "accept-language", "accept-ranges", "accept",
        "access-control-allow-origin", "age", "allow", "authorization", "cache-control", "content-disposition",
        "content-encoding", "content-language", "content-length", "content-location", "content-range", "content-type",
        "cookie", "date", "etag", "expect", "expires", "from", "host", "if-match", "if-modified-since",
        "if-none-match", "if-range", "if-unmodified-since", "last-modified", "link", "location", "max-forwards",
        "proxy-authenticate", "proxy-authorization", "range", "referer", "refresh", "retry-after", "server",
        "set-cookie", "strict-transport-security", "transfer-encoding", "user-agent", "vary", "via",
        "www-authenticate",
    ].map { text in
        let parts = text.split(separator: "=", maxSplits: 1).map { Array($0.utf8) }
        return StrictField(name: parts[0], value: parts.count > 1 ? parts[1] : [])
    }
}
