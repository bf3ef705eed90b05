import NIOCore

/// The bytes of answers: each server has its own for a request, so that answers cannot be mistaken for one another.
enum AnswerBody {
    static func pattern(request: Int, server: ServerName) -> BodyPattern {
        BodyPattern(request &* 31 &+ server.upstream &* 7 &+ server.index &+ 1)
    }
}

/// How a server answers one request.
struct AnswerPlan {
    enum Framing { case none, length, chunked, untilClose }

    /// What it does instead, or in the midst of it.
    enum Harm: CaseIterable {
        /// Before anything of the answer.
        case reset, close, stall, garbage
        /// After part of it.
        case resetMidway, closeMidway, stallMidway, badChunk
        /// After all of it.
        case unaskedBytes
    }

    let status: Int
    let framing: Framing
    let body: Int
    let interims: [Int]
    /// The answer does not wait for the request's body.
    let isEarly: Bool
    let saysClose: Bool
    /// Closes, though it did not say so.
    let closesSilently: Bool
    let hasTrailers: Bool
    let harm: Harm?
    /// Milliseconds until it begins, and at most between pieces.
    let delay: Int
    let pause: Int
    /// Bytes of the request taken at once; 0: all. Milliseconds between.
    let gulp: Int
    let gulpPause: Int

    init(to request: SimulatedRequest, draw: inout Draw, trouble: Int, mayBeLarge: Bool) {
        harm = draw.chance(trouble) ? draw.one(of: Harm.allCases) : nil
        let isTunnel = request.tunnel != nil && draw.chance(85)
        status = isTunnel ? 101 : draw.one(of: [200, 200, 200, 200, 201, 404, 204, 304, 500])
        let isBodyless = isTunnel || status == 204 || status == 304
        framing =
            isBodyless ? .none : draw.one(of: [.length, .length, .length, .chunked, .chunked, .untilClose])
        let size = mayBeLarge && draw.chance(12) ? draw.among(100_000...900_000) : draw.among(0...6_000)
        body = isBodyless ? 0 : size
        interims = draw.chance(12) ? (0..<draw.among(1...3)).map { _ in draw.one(of: [102, 103]) } : []
        isEarly = request.body > 0 && !request.expectsContinue && draw.chance(trouble > 0 ? 8 : 3)
        saysClose = draw.chance(10)
        closesSilently = trouble > 0 && draw.chance(10)
        hasTrailers = framing == .chunked && draw.chance(25)
        delay = draw.one(of: [0, 0, 0, 3, 30, 400])
        pause = draw.one(of: [0, 0, 2, 20])
        let isSlow = draw.chance(12)
        gulp = isSlow ? draw.among(20_000...60_000) : 0
        gulpPause = isSlow ? draw.among(1...60) : 0
    }

    // MARK: As bytes

    func head(for request: SimulatedRequest, by server: ServerName, keepsAlive: Bool) -> ByteBuffer {
        var text = ""
        for interim in interims { text += "HTTP/1.1 \(interim) Soon\r\nLink: </style.css>\r\n\r\n" }
        text += "HTTP/1.1 \(status) Some reason\r\nX-Sim: \(request.number) \(server)\r\nServer: simulated\r\n"
        if status == 101 { return ByteBuffer(string: text + "Connection: upgrade\r\nUpgrade: echo\r\n\r\n") }
        if !keepsAlive { text += "Connection: close\r\n" }
        switch framing {
        case .none, .untilClose: break
        case .length: text += "Content-Length: \(body)\r\n"
        case .chunked: text += "Transfer-Encoding: chunked\r\n"
        }
        return ByteBuffer(string: text + "\r\n")
    }

    func bodyBytes(for request: SimulatedRequest, by server: ServerName, _ draw: inout Draw) -> ByteBuffer {
        guard !request.isBodyless else { return ByteBuffer() }
        let pattern = AnswerBody.pattern(request: request.number, server: server)
        switch framing {
        case .none: return ByteBuffer()
        case .length, .untilClose: return pattern.bytes(from: 0, count: body)
        case .chunked:
            let trailers = hasTrailers ? ["X-Sum: \(request.number)"] : []
            return ChunkedBytes.make(pattern, count: body, trailers: trailers, &draw)
        }
    }

    var kind: Feature? {
        switch framing {
        case .none: nil
        case .length: .responseByLength
        case .chunked: .responseByChunks
        case .untilClose: .responseUntilClose
        }
    }
}
