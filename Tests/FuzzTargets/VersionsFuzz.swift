import WeirCore

@testable import SimulatedNetwork
@testable import WeirProxy

/// Whole exchanges where HTTP/2 is spoken on one side or both: what goes to servers is, to strict readers of either
/// version, the very requests that clients sent, one for each and nothing between; what goes to clients is what servers
/// gave; the books are balanced afterwards.
///
/// The first byte chooses the configuration, the others are played by `ExchangeScript`.
enum VersionsFuzz {
    /// The most that may wait to be sent on one connection: what Weir gathers at once, and what is beyond.
    private static let memoryLimit = 256 * 1024

    static func run(_ input: [UInt8], _ versions: ExchangeScript.Versions) throws(Violation) {
        guard let choice = input.first else { return }
        let script: ExchangeScript
        do {
            script = try ExchangeScript(choice: choice, versions: versions)
        } catch {
            throw Violation("no process: \(error)")
        }
        script.play(Array(input.dropFirst()))
        let clients = script.clients.map(SentRequests.init)
        let log = try LogCheck(script.logLines)
        let most = clients.reduce(0) { $0 + $1.begun + 1 }
        try require(log.ids.count <= most, "more than \(most) exchanges are recorded: \(script.logLines)")
        try require(script.mostHeld <= memoryLimit, "\(script.mostHeld) bytes wait on a connection")
        try ExchangeFuzz.checkNothingIsLeft(script)
        var servers: [ServerSide] = []
        for server in script.servers { servers.append(try ServerSide(server, versions)) }
        try checkForwarded(servers.flatMap(\.requests), clients, log)
        let answers = servers.flatMap(\.answers)
        for (peer, client) in zip(script.clients, clients) {
            try checkAnswers(client.answers(peer), from: answers, hasOwn: clients.contains(where: \.asksForOptions))
        }
        script.giveBack()
    }

    // MARK: Towards servers

    private static func checkForwarded(
        _ forwarded: [ForwardedRequest], _ clients: [SentRequests], _ log: LogCheck
    ) throws(Violation) {
        var seen: [String: Int] = [:]
        for request in forwarded { seen[request.id, default: 0] += 1 }
        for request in forwarded {
            try require(log.ids.contains(request.id), "a request is forwarded and not recorded")
            let method = visible(request.message.method)
            let isKnown = clients.contains { $0.allows(request) }
            try require(isKnown, "\(method) \(visible(request.message.target)) is forwarded that nobody sent so")
        }
        // Refused streams, and stale connections, are tried again: four attempts at most.
        let isOften = seen.values.contains { $0 > 4 }
        try require(!isOften, "a request is sent more than four times")
        let sent = clients.reduce(0) { $0 + $1.begun }
        try require(seen.count <= sent, "\(seen.count) requests are made of \(sent)")
    }

    // MARK: Towards clients

    private static func checkAnswers(
        _ answers: [StrictAnswers.Answer], from given: [StrictAnswers.Answer], hasOwn: Bool
    ) throws(Violation) {
        for answer in answers where (200..<300).contains(answer.status) {
            // Weir's own, to OPTIONS that may not be forwarded (RFC 9110 §7.6.2).
            if hasOwn, answer.body.isEmpty { continue }
            let isGiven = given.contains { $0.status == answer.status && $0.body.starts(with: answer.body) }
            try require(isGiven, "an answer that no server gave: \(visible(answer.body))")
            guard answer.isWhole else { continue }
            let isWhole = given.contains { given in
                given.status == answer.status && given.body == answer.body && given.isWhole
                    && answer.trailers.allSatisfy(given.trailers.contains)
            }
            try require(isWhole, "an answer that was cut is passed off as whole: \(visible(answer.body))")
        }
    }
}

/// What a client sent, in the version in which it began to speak.
private struct SentRequests {
    private let plain: [StrictRequest]
    private let streams: [StrictStreamRequest]
    private let opened: Set<Int>
    private let methods: [Int: [UInt8]]
    private let isFramed: Bool

    init(_ client: ExchangeScript.Peer) {
        isFramed = client.sent.starts(with: StrictFrames.preface)
        guard isFramed else {
            plain = ExchangeFuzz.requests(in: client.sent)
            streams = []
            opened = []
            methods = [:]
            return
        }
        plain = []
        let frames = StrictFrames(client.sent.dropFirst(StrictFrames.preface.count), isJudged: false)
        streams = frames.streams.compactMap(StrictStreamRequest.init)
        opened = frames.begun
        methods = Dictionary(uniqueKeysWithValues: streams.map { ($0.stream, $0.request.method) })
    }

    /// Requests that were begun, good ones or not.
    var begun: Int { isFramed ? opened.count : plain.count }

    var asksForOptions: Bool {
        (plain + streams.map(\.request)).contains { $0.method.elementsEqual("OPTIONS".utf8) }
    }

    func allows(_ request: ForwardedRequest) -> Bool {
        isFramed ? streams.contains { $0.allows(request) } : plain.contains { request.isOf($0) }
    }

    /// What the client got, each answer on a stream that it opened.
    func answers(_ client: ExchangeScript.Peer) throws(Violation) -> [StrictAnswers.Answer] {
        guard isFramed else {
            let given = StrictAnswers(client.received, methods: plain.map(\.method), endsTell: false)
            if let problem = given.problem {
                throw Violation("a client gets what is no answer: \(problem): \(visible(client.received))")
            }
            try require(given.answers.count <= plain.count + 1, "\(given.answers.count) answers")
            return given.answers
        }
        let frames = StrictFrames(client.received, isJudged: true, tableLimit: .max)
        if let problem = frames.problem { throw Violation("a client gets what are no frames: \(problem)") }
        var answers: [StrictAnswers.Answer] = []
        for stream in frames.streams {
            try require(opened.contains(stream.id), "an answer on stream \(stream.id), which nobody opened")
            do throws(StrictReader.Malformed) {
                let answer = try StrictAnswers.Answer(stream, method: methods[stream.id], isJudged: true)
                if let answer { answers.append(answer) }
            } catch {
                throw Violation("a client gets what is no answer: \(error.reason)")
            }
        }
        return answers
    }
}

/// One connection as a server sees it.
private struct ServerSide {
    private(set) var requests: [ForwardedRequest] = []
    private(set) var answers: [StrictAnswers.Answer] = []

    init(_ server: ExchangeScript.Peer, _ versions: ExchangeScript.Versions) throws(Violation) {
        guard versions == .http2ToServers else {
            requests = try ForwardedRequest.all(server.received, isTunnel: ExchangeFuzz.isTunnel(server))
            let methods = requests.map(\.message.method)
            answers = StrictAnswers(server.sent, methods: methods, endsTell: true).answers
            return
        }
        let preface = StrictFrames.preface
        try require(
            server.received.starts(with: preface) || preface.starts(with: server.received), "a server gets no preface")
        let frames = StrictFrames(server.received.dropFirst(preface.count), isJudged: true, tableLimit: .max)
        if let problem = frames.problem { throw Violation("a server gets what are no frames: \(problem)") }
        var methods: [Int: [UInt8]] = [:]
        for stream in frames.streams {
            guard let sent = StrictStreamRequest(stream) else {
                throw Violation("a server gets what is no request: \(stream.blocks.map(Self.text))")
            }
            do throws(StrictReader.Malformed) {
                requests.append(try ForwardedRequest(sent.request, isWhole: sent.isWhole))
            } catch {
                throw Violation("a server gets what is no request: \(error.reason)")
            }
            methods[stream.id] = sent.request.method
        }
        for stream in StrictFrames(server.sent, isJudged: false).streams {
            let answer = try? StrictAnswers.Answer(stream, method: methods[stream.id], isJudged: false)
            if let answer { answers.append(answer) }
        }
    }

    private static func text(_ fields: [StrictField]) -> String {
        fields.map { visible($0.name) + ": " + visible($0.value) }.joined(separator: ", ")
    }
}
