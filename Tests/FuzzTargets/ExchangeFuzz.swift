import WeirCore

@testable import SimulatedNetwork
@testable import WeirProxy

/// Whole exchanges: what goes to servers and to clients is, to a strict reader, the very messages that were sent, and
/// the books are balanced afterwards.
///
/// The first byte chooses the configuration, the others are played by `ExchangeScript`.
enum ExchangeFuzz {
    static func run(_ input: [UInt8]) throws(Violation) {
        guard let choice = input.first else { return }
        let script: ExchangeScript
        do {
            script = try ExchangeScript(choice: choice)
        } catch {
            throw Violation("no process: \(error)")
        }
        script.play(Array(input.dropFirst()))
        let sent = script.clients.map { requests(in: $0.sent) }
        let log = try LogCheck(script.logLines)
        try checkBooks(script, sent, log)
        var forwarded: [[ForwardedRequest]] = []
        for server in script.servers {
            forwarded.append(try ForwardedRequest.all(server.received, isTunnel: isTunnel(server)))
        }
        try checkForwarded(forwarded, sent, log)
        let answers = zip(script.servers, forwarded).flatMap { server, requests in
            StrictAnswers(server.sent, methods: requests.map(\.message.method), endsTell: true).answers
        }
        for (client, requests) in zip(script.clients, sent) {
            try checkAnswers(client, requests, from: answers)
        }
        script.giveBack()
    }

    /// What a strict reader takes for a client's requests, up to where it takes nothing any more.
    static func requests(in bytes: [UInt8]) -> [StrictRequest] {
        var requests: [StrictRequest] = []
        var position = 0
        while position < bytes.count {
            for _ in 0..<4 where bytes[position...].starts(with: [13, 10]) { position += 2 }
            guard position < bytes.count else { break }
            if let request = try? StrictRequest(bytes, from: position) {
                requests.append(request)
                position = request.end
            } else {
                // One whose body has not come whole, or ends in nonsense.
                if var request = try? StrictRequest(headIn: bytes, from: position) {
                    request.body = StrictRequest.beginning(of: request, bytes)
                    requests.append(request)
                }
                break
            }
        }
        return requests
    }

    /// Whether the server has agreed to another protocol at any time: then bytes are not HTTP any more.
    static func isTunnel(_ server: ExchangeScript.Peer) -> Bool {
        let sent = String(decoding: server.sent, as: UTF8.self)
        return sent.contains(" 101")
    }

    // MARK: Books

    private static func checkBooks(
        _ script: ExchangeScript, _ sent: [[StrictRequest]], _ log: LogCheck
    ) throws(Violation) {
        // At most one more than there are whole requests: what is no request is answered once, and ends the connection.
        let most = sent.reduce(0) { $0 + $1.count + 1 }
        try require(log.ids.count <= most, "\(log.ids.count) exchanges are recorded for \(most) requests")
        try checkNothingIsLeft(script)
    }

    /// All counts are back at zero, and all connections closed.
    static func checkNothingIsLeft(_ script: ExchangeScript) throws(Violation) {
        let process = script.process
        try require(process.activeRequests == 0, "\(process.activeRequests) requests are active at the end")
        try require(process.clientConnections == 0, "\(process.clientConnections) clients are connected at the end")
        for upstream in process.runtime.snapshot.upstreams {
            for server in upstream.servers {
                let counts = (server.active, server.connections)
                try require(counts == (0, 0), "\(counts) requests and connections are counted at a server")
            }
        }
        for client in script.clients + script.servers {
            try require(client.remote.isStreamClosed, "a connection is left open")
        }
    }

    // MARK: Towards servers

    private static func checkForwarded(
        _ forwarded: [[ForwardedRequest]], _ sent: [[StrictRequest]], _ log: LogCheck
    ) throws(Violation) {
        var seen: [String: Int] = [:]
        for request in forwarded.joined() { seen[request.id, default: 0] += 1 }
        for request in forwarded.joined() {
            try require(log.ids.contains(request.id), "a request is forwarded and not recorded")
            let times = seen[request.id] ?? 0
            let method = String(decoding: request.message.method, as: UTF8.self)
            let isIdempotent = ["GET", "HEAD", "PUT", "DELETE", "OPTIONS", "TRACE"].contains(method)
            try require(times == 1 || isIdempotent, "\(method) is sent \(times) times")
            try require(sent.joined().contains { request.isOf($0) }, "\(method) is forwarded that nobody sent")
        }
        try require(seen.count <= sent.joined().count, "\(seen.count) requests are made of \(sent.joined().count)")
        guard sent.count == 1 else { return }
        // Of one client, in its order.
        var order: [String] = []
        var rest = sent[0][...]
        for request in forwarded.joined() where !order.contains(request.id) {
            order.append(request.id)
        }
        for id in order where forwarded.count == 1 {
            guard let request = forwarded.joined().first(where: { $0.id == id }) else { continue }
            guard let place = rest.firstIndex(where: { request.isOf($0) }) else {
                throw Violation("requests are forwarded out of order")
            }
            rest = rest[(place + 1)...]
        }
    }

    // MARK: Towards clients

    private static func checkAnswers(
        _ client: ExchangeScript.Peer, _ requests: [StrictRequest], from answers: [StrictAnswers.Answer]
    ) throws(Violation) {
        let given = StrictAnswers(client.received, methods: requests.map(\.method), endsTell: false)
        if let problem = given.problem {
            throw Violation("a client gets what is no answer: \(problem): \(visible(client.received))")
        }
        try require(given.answers.count <= requests.count + 1, "\(given.answers.count) answers")
        for answer in given.answers where (200..<300).contains(answer.status) {
            let isGiven = answers.contains { $0.status == answer.status && $0.body.starts(with: answer.body) }
            try require(isGiven, "an answer that no server gave: \(visible(answer.body))")
            guard answer.isWhole else { continue }
            let isWhole = answers.contains { given in
                given.status == answer.status && given.body == answer.body && given.isWhole
                    && answer.trailers.allSatisfy(given.trailers.contains)
            }
            try require(isWhole, "an answer that was cut is passed off as whole: \(visible(answer.body))")
        }
    }
}
