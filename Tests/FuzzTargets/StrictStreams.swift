/// A request on a stream, as far as it has come (RFC 9113 §8.3.1).
struct StrictStreamRequest {
    let request: StrictRequest
    let stream: Int
    /// It opens a WebSocket, whose handshake with the server is Weir's own.
    private let isWebSocket: Bool
    /// All of it has come, and its end, and nothing is wrong with it.
    let isWhole: Bool

    /// Nil: there is no head without fault.
    init?(_ stream: StrictFrames.Stream) {
        guard let fields = stream.blocks.first, let request = StrictRequest(headIn: fields, stream) else { return nil }
        self.request = request
        self.stream = stream.id
        isWebSocket = fields.contains { $0.name.elementsEqual(":protocol".utf8) }
        var hasLength = true
        if case .length(let length) = request.framing { hasLength = stream.body.count == length }
        let isClean = request.trailers.allSatisfy { $0.isWellFormed && $0.name.first != 58 }
        isWhole = stream.isEnded && stream.openBlocks <= 1 && stream.blocks.count <= 2 && hasLength && isClean
    }

    /// Whether a server may have got it so.
    func allows(_ forwarded: ForwardedRequest) -> Bool {
        guard forwarded.isOf(request), passing(forwarded.message) == passing(request) else { return false }
        if case .length = request.framing { return true }
        if isWebSocket { return true }
        return isWhole || !forwarded.isWhole
    }

    private func passing(_ request: StrictRequest) -> [StrictField] {
        request.head.fields.filter {
            guard ForwardedRequestCheck.isOpaque($0.name) else { return false }
            return !isWebSocket || !$0.name.starts(with: "sec-websocket-".utf8)
        }
    }
}

extension StrictRequest {
    fileprivate init?(headIn fields: [StrictField], _ stream: StrictFrames.Stream) {
        let pseudo = fields.prefix { $0.name.first == 58 }
        var regular = Array(fields.dropFirst(pseudo.count))
        guard Set(pseudo.map(\.name)).count == pseudo.count, fields.allSatisfy(\.isWellFormed),
            !regular.contains(where: { $0.isAboutConnections || $0.name.first == 58 })
        else { return nil }
        func value(_ name: String) -> [UInt8]? { pseudo.first { $0.name.elementsEqual(name.utf8) }?.value }
        let expected = 3 + (value(":authority") == nil ? 0 : 1) + (value(":protocol") == nil ? 0 : 1)
        guard let written = value(":method"), StrictReader.isToken(written), let path = value(":path"),
            let scheme = value(":scheme"), pseudo.count == expected
        else { return nil }
        // A WebSocket is a GET towards the server (RFC 8441 §5).
        let isWebSocket = value(":protocol").map { $0.elementsEqual("websocket".utf8) }
        guard isWebSocket != false, isWebSocket == nil || written.elementsEqual("CONNECT".utf8) else { return nil }
        let method = isWebSocket == true ? Array("GET".utf8) : written
        guard !path.isEmpty, path.allSatisfy({ $0 > 32 && $0 < 127 && $0 != 35 }), path[0] == 47 || path == [42],
            ["http", "https"].contains(String(decoding: StrictReader.lowercased(scheme), as: UTF8.self))
        else { return nil }
        guard Self.settleHost(&regular, value(":authority")) else { return nil }
        var head = StrictReader.Head()
        head.fields = regular
        guard let framing = try? StrictReader.body(of: head) else { return nil }
        self.head = head
        self.method = method
        self.target = path
        self.framing = framing
        body = stream.body
        // What is too much of a body is told only once it comes.
        if case .length(let length) = framing { body = Array(body.prefix(length)) }
        trailers = stream.blocks.count > 1 ? stream.blocks[1] : []
        end = 0
        guard isWebSocket == nil else {
            // What follows the head is for the tunnel.
            body = []
            trailers = []
            return
        }
    }

    /// `:authority` takes the place of `Host`; false: they differ.
    private static func settleHost(_ fields: inout [StrictField], _ authority: [UInt8]?) -> Bool {
        let hosts = fields.filter { $0.name.elementsEqual("host".utf8) }.map(\.value)
        guard hosts.count < 2 else { return false }
        guard let authority else { return true }
        let plain = StrictReader.lowercased(authority)
        guard hosts.allSatisfy({ StrictReader.lowercased($0) == plain }) else { return false }
        fields.removeAll { $0.name.elementsEqual("host".utf8) }
        fields.insert(StrictField(name: Array("host".utf8), value: authority), at: 0)
        return true
    }
}

extension StrictField {
    /// RFC 9113 §8.2.1.
    fileprivate var isWellFormed: Bool {
        let letters = name.first == 58 ? Array(name.dropFirst()) : name
        guard StrictReader.isToken(letters), letters == StrictReader.lowercased(letters) else { return false }
        guard value.allSatisfy({ $0 == 9 || $0 >= 32 && $0 != 127 }) else { return false }
        return value == StrictReader.trimmed(value[...])
    }

    /// RFC 9113 §8.2.2.
    fileprivate var isAboutConnections: Bool {
        let name = String(decoding: name, as: UTF8.self)
        if name == "te" { return StrictReader.lowercased(value) != Array("trailers".utf8) }
        return ["connection", "keep-alive", "proxy-connection", "transfer-encoding", "upgrade"].contains(name)
    }
}

extension StrictAnswers.Answer {
    /// What is answered on a stream (RFC 9113 §8.3.2); nil: no final head has come.
    ///
    /// - Parameters:
    ///   - method: of the request, as far as it is known.
    ///   - isJudged: what is malformed is thrown; else it is what is not whole.
    init?(_ stream: StrictFrames.Stream, method: [UInt8]?, isJudged: Bool) throws(StrictReader.Malformed) {
        var blocks = stream.blocks[...]
        var problem: String?
        while let fields = blocks.popFirst() {
            guard let status = Self.status(fields) else {
                if isJudged { throw StrictReader.Malformed("no status") }
                return nil
            }
            let regular = Array(fields.dropFirst())
            if !regular.allSatisfy(\.mayBeAnswered) { problem = "a field that is none in \(status)" }
            if status < 200, problem == nil { continue }
            self.init(status: status, body: stream.body)
            if blocks.count > 1 || !blocks.isEmpty && !stream.isEnded { problem = "what is no trailer section" }
            trailers = blocks.first ?? []
            if !trailers.allSatisfy(\.mayBeAnswered) { problem = "a trailer that is none" }
            if isJudged, let problem { throw StrictReader.Malformed(problem) }
            var head = StrictReader.Head()
            head.fields = regular
            let hasBody = method != Array("HEAD".utf8) && ![204, 304].contains(status)
            if !hasBody { body = [] }
            isWhole = stream.isEnded && problem == nil
            if case .length(let length)? = try? StrictReader.body(of: head), hasBody {
                // The length alone tells that all of it is there; a client must also have been told the end. What comes
                // behind that much is told only once it comes.
                if !isJudged { body = Array(body.prefix(length)) }
                isWhole = length == body.count && (stream.isEnded || !isJudged)
            }
            if !hasBody, !isJudged { isWhole = true }
            return
        }
        return nil
    }

    private static func status(_ fields: [StrictField]) -> Int? {
        guard let status = fields.first, status.name.elementsEqual(":status".utf8), status.value.count == 3,
            let code = Int(String(decoding: status.value, as: UTF8.self)), code >= 100, code < 600
        else { return nil }
        return code
    }
}

extension StrictField {
    fileprivate var mayBeAnswered: Bool { name.first != 58 && isWellFormed && !isAboutConnections }
}
