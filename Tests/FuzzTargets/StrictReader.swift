/// A second reader of HTTP/1.1, to hold the first against: one byte at a time, nothing remembered, nothing forgiven
/// (RFC 9112). It shares no code with what it judges, and is made to be obviously right, not fast.
enum StrictReader {
    /// Why bytes are no message.
    struct Malformed: Error {
        let reason: String

        init(_ reason: String) {
            self.reason = reason
        }
    }

    /// How the body of a message is told from what follows.
    enum Body: Equatable {
        case none
        case length(Int)
        case chunked
    }

    /// A start line, the fields behind it, and where the head ended.
    struct Head {
        var startLine: [UInt8] = []
        var fields: [StrictField] = []
        var end = 0

        /// Values of all fields of that name, which must be lower case.
        func values(_ name: String) -> [[UInt8]] {
            fields.filter { $0.name.elementsEqual(name.utf8) }.map(\.value)
        }
    }

    /// Nil while the head's empty line has not come, if nothing is wrong before.
    static func head(_ bytes: [UInt8], from start: Int = 0) throws(Malformed) -> Head? {
        var head = Head()
        guard var line = try line(bytes, from: start) else { return nil }
        head.startLine = Array(bytes[start..<line])
        var position = line + 2
        while true {
            guard let next = try Self.line(bytes, from: position) else { return nil }
            line = next
            if line == position {
                head.end = line + 2
                return head
            }
            head.fields.append(try StrictField(bytes[position..<line]))
            position = line + 2
        }
    }

    /// Offset of the CR that ends the line; nil while it has not come.
    static func line(_ bytes: [UInt8], from start: Int) throws(Malformed) -> Int? {
        var index = start
        while index < bytes.count {
            if bytes[index] == 13 {
                guard index + 1 < bytes.count else { return nil }
                guard bytes[index + 1] == 10 else { throw Malformed("a CR without LF") }
                return index
            }
            guard bytes[index] != 10 else { throw Malformed("an LF without CR") }
            guard bytes[index] == 9 || bytes[index] >= 32 && bytes[index] != 127 else { throw Malformed("a control") }
            index += 1
        }
        return nil
    }

    /// What the framing fields say; both kinds, two of a kind, and anything unusual are refused (RFC 9112 §6.3).
    static func body(of head: Head) throws(Malformed) -> Body {
        let lengths = head.values("content-length")
        let codings = head.values("transfer-encoding")
        guard lengths.count + codings.count < 2 else { throw Malformed("more than one framing field") }
        if let coding = codings.first {
            guard lowercased(coding) == Array("chunked".utf8) else { throw Malformed("another coding") }
            return .chunked
        }
        guard let length = lengths.first else { return .none }
        guard !length.isEmpty, length.allSatisfy({ $0 >= 48 && $0 <= 57 }),
            let number = Int(String(decoding: length, as: UTF8.self))
        else { throw Malformed("a length that is no number") }
        return .length(number)
    }

    static func lowercased(_ bytes: [UInt8]) -> [UInt8] {
        bytes.map { $0 >= 65 && $0 <= 90 ? $0 + 32 : $0 }
    }

    /// `tchar` (RFC 9110 §5.6.2).
    static func isTokenByte(_ byte: UInt8) -> Bool {
        byte >= 48 && byte <= 57 || byte >= 65 && byte <= 90 || byte >= 97 && byte <= 122
            || "!#$%&'*+-.^_`|~".utf8.contains(byte)
    }

    static func isToken(_ bytes: [UInt8]) -> Bool {
        !bytes.isEmpty && bytes.allSatisfy(isTokenByte)
    }

    static func trimmed(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
        var bytes = bytes
        while let first = bytes.first, first == 32 || first == 9 { bytes.removeFirst() }
        while let last = bytes.last, last == 32 || last == 9 { bytes.removeLast() }
        return Array(bytes)
    }

    /// Members of a comma-separated list, in lower case, empty ones left out.
    static func members(_ values: [[UInt8]]) -> [[UInt8]] {
        values.flatMap { $0.split(separator: 44) }.map { lowercased(trimmed($0)) }.filter { !$0.isEmpty }
    }
}

/// One field line.
struct StrictField: Equatable {
    /// In lower case.
    var name: [UInt8]
    /// Without the white space around it.
    var value: [UInt8]

    init(name: [UInt8], value: [UInt8]) {
        self.name = name
        self.value = value
    }

    init(_ line: ArraySlice<UInt8>) throws(StrictReader.Malformed) {
        guard let colon = line.firstIndex(of: 58) else { throw StrictReader.Malformed("a line without colon") }
        let name = Array(line[..<colon])
        guard StrictReader.isToken(name) else { throw StrictReader.Malformed("a field name that is no token") }
        self.name = StrictReader.lowercased(name)
        value = StrictReader.trimmed(line[(colon + 1)...])
    }
}
