/// Frames as a fuzzer writes them: a letter, a few bytes, and a payload that is text where it can be, so that changes
/// to it are changes to messages more often than to their packing.
///
/// Behind the letter come flags and stream, then:
///
/// - `H`: a byte for the packing, then fields, 0xfe between them and 0xfd between name and value. A field without 0xfd
///   stands for several by its first byte: `G` and `P` for the heads of requests, `2` and `1` for those of responses.
///   Packing: 0 literal, 1 to be indexed, 2 never indexed, 3 the very bytes of the block; 4 more: in two frames.
/// - `D`, `S`, `P`, `R`, `W`, `G`, `O`, `C`, `U`: the payload of DATA, SETTINGS, PING, RST_STREAM, WINDOW_UPDATE,
///   GOAWAY, PRIORITY, CONTINUATION, PUSH_PROMISE; fixed sizes are filled up.
/// - `F`: a byte for the type, and the payload.
enum FrameRecord {
    static func isLetter(_ byte: UInt8) -> Bool {
        "HDSPRWGOCUF".utf8.contains(byte)
    }

    /// The frames of one record.
    static func bytes(letter: UInt8, _ record: [UInt8]) -> [UInt8] {
        var rest = record[...]
        let flags = rest.popFirst() ?? 0
        let stream = rest.popFirst() ?? 0
        switch letter {
        case UInt8(ascii: "H"): return headers(flags, stream, rest)
        case UInt8(ascii: "D"): return frame(0, flags, stream, rest)
        case UInt8(ascii: "S"): return frame(4, flags, stream, rest)
        case UInt8(ascii: "P"): return frame(6, flags, stream, filled(rest, 8))
        case UInt8(ascii: "R"): return frame(3, flags, stream, filled(rest, 4))
        case UInt8(ascii: "W"): return frame(8, flags, stream, filled(rest, 4))
        case UInt8(ascii: "G"): return frame(7, flags, stream, filled(rest, 8))
        case UInt8(ascii: "O"): return frame(2, flags, stream, filled(rest, 5))
        case UInt8(ascii: "C"): return frame(9, flags, stream, rest)
        case UInt8(ascii: "U"): return frame(5, flags, stream, rest)
        default:
            let type = rest.popFirst() ?? 0
            return frame(type, flags, stream, rest)
        }
    }

    /// Right-aligned: small numbers are one byte.
    private static func filled(_ payload: ArraySlice<UInt8>, _ count: Int) -> ArraySlice<UInt8> {
        payload.count >= count ? payload : ([UInt8](repeating: 0, count: count - payload.count) + payload)[...]
    }

    static func frame(_ type: UInt8, _ flags: UInt8, _ stream: UInt8, _ payload: some Collection<UInt8>) -> [UInt8] {
        let count = payload.count
        return [UInt8(count >> 16 & 255), UInt8(count >> 8 & 255), UInt8(count & 255), type, flags, 0, 0, 0, stream]
            + payload
    }

    private static func headers(_ flags: UInt8, _ stream: UInt8, _ record: ArraySlice<UInt8>) -> [UInt8] {
        let packing = record.first ?? 0
        let text = record.dropFirst()
        let block = packing & 3 == 3 ? Array(text) : pack(fields(text), packing & 3)
        guard packing & 4 != 0, flags & 4 != 0, block.count > 1 else { return frame(1, flags, stream, block) }
        let middle = block.count / 2
        return frame(1, flags & ~4, stream, block[..<middle]) + frame(9, 4, stream, block[middle...])
    }

    private static func fields(_ text: ArraySlice<UInt8>) -> [StrictField] {
        text.split(separator: 0xfe).flatMap { part -> [StrictField] in
            guard let middle = part.firstIndex(of: 0xfd) else { return short(part.first ?? 0) }
            return [StrictField(name: Array(part[..<middle]), value: Array(part[(middle + 1)...]))]
        }
    }

    private static func short(_ letter: UInt8) -> [StrictField] {
        switch letter {
        case UInt8(ascii: "G"):
            list([(":method", "GET"), (":scheme", "http"), (":authority", "a"), (":path", "/")])
        case UInt8(ascii: "P"):
            list([(":method", "POST"), (":scheme", "http"), (":authority", "a"), (":path", "/p")])
        case UInt8(ascii: "1"): list([(":status", "103")])
        default: list([(":status", "200")])
        }
    }

    private static func list(_ fields: [(String, String)]) -> [StrictField] {
        fields.map { StrictField(name: Array($0.utf8), value: Array($1.utf8)) }
    }

    /// Without Huffman's code and without the static table.
    static func pack(_ fields: [StrictField], _ packing: UInt8 = 0) -> [UInt8] {
        let first: UInt8 = packing == 1 ? 0x40 : packing == 2 ? 0x10 : 0
        return fields.flatMap { [first] + string($0.name) + string($0.value) }
    }

    private static func string(_ bytes: [UInt8]) -> [UInt8] {
        guard bytes.count >= 127 else { return [UInt8(bytes.count)] + bytes }
        var prefix: [UInt8] = [127]
        var rest = bytes.count - 127
        while rest >= 128 {
            prefix.append(UInt8(rest & 127) | 128)
            rest >>= 7
        }
        return prefix + [UInt8(rest)] + bytes
    }
}
