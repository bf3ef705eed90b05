/// The responses that follow each other on a connection, as a strict reader takes them.
struct StrictAnswers {
    struct Answer {
        var status: Int
        var body: [UInt8] = []
        /// But those that the head's `Connection` names.
        var trailers: [StrictField] = []
        /// Its end has come.
        var isWhole = false
    }

    /// Final ones only.
    private(set) var answers: [Answer] = []
    /// Why the bytes are no responses; those before are kept.
    private(set) var problem: String?

    private let endsTell: Bool

    /// - Parameters:
    ///   - methods: of the requests in their order, as far as they are known.
    ///   - endsTell: a body until the connection's end is whole. To an HTTP/1.0 client it may have been cut.
    init(_ bytes: [UInt8], methods: [[UInt8]], endsTell: Bool) {
        self.endsTell = endsTell
        var position = 0
        do throws(StrictReader.Malformed) {
            while position < bytes.count {
                guard let response = try StrictResponse(headIn: bytes, from: position) else { return }
                position = response.head.end
                if response.status == 101 {
                    answers.append(Answer(status: 101, isWhole: true))
                    return
                }
                if response.status < 200 { continue }
                let method = answers.count < methods.count ? methods[answers.count] : nil
                guard let end = try take(response, method, bytes) else { return }
                position = end
            }
        } catch {
            problem = error.reason
        }
    }

    /// - Returns: where the answer ends; nil: it is the last.
    private mutating func take(
        _ response: StrictResponse, _ method: [UInt8]?, _ bytes: [UInt8]
    ) throws(StrictReader.Malformed) -> Int? {
        let start = response.head.end
        var answer = Answer(status: response.status)
        defer { answers.append(answer) }
        // Weir's own answer to a head that is too late, its connection's last, need not know the method.
        let isLate = response.status == 408 && response.framing == .length(bytes.count - start)
        if method == Array("HEAD".utf8) && !isLate || [204, 304].contains(response.status) {
            answer.isWhole = true
            return start
        }
        switch response.framing {
        case .none:
            answer.body = Array(bytes[start...])
            answer.isWhole = endsTell
            return nil
        case .length(let length):
            answer.body = Array(bytes[start...].prefix(length))
            answer.isWhole = answer.body.count == length
            return answer.isWhole ? start + length : nil
        case .chunked:
            answer.body = StrictChunks.beginning(bytes, from: start)
            guard let chunks = try StrictChunks(bytes, from: start) else { return nil }
            answer.body = chunks.data
            let nominated = StrictReader.members(response.head.values("connection"))
            answer.trailers = chunks.trailers.filter { !nominated.contains($0.name) }
            answer.isWhole = true
            return chunks.end
        }
    }
}

/// The lines of the access log: each one line, each exchange once.
struct LogCheck {
    private(set) var ids: Set<String> = []

    init(_ lines: [String]) throws(Violation) {
        for line in lines {
            let isClean = line.utf8.allSatisfy { $0 >= 32 && $0 != 127 }
            try require(isClean && line.hasPrefix("{") && line.hasSuffix("}"), "a broken line: \(visible(line.utf8))")
            guard let start = line.firstRange(of: "\"id\":\"")?.upperBound else { throw Violation("no id: \(line)") }
            let id = String(line[start...].prefix { $0 != "\"" })
            try require(ids.insert(id).inserted, "an exchange is recorded twice: \(line)")
            try require(line.contains("\"end\":\""), "an exchange without an end: \(line)")
        }
    }
}
