import Testing

@testable import FuzzTargets

/// One Weir before one server that takes everything down. Attempts are made one after the other; behind each, another
/// client asks for something and must get its own answer.
struct SmugglingLaboratory {
    private let origin: RecordingOrigin
    private let weir: WeirProcess

    /// Makes all attempts.
    static func run(_ attempts: SmugglingAttempt...) throws {
        let origin = try RecordingOrigin()
        defer { origin.stop() }
        var site = Site(origin.address)
        site.http = ["http2: prior_knowledge"]
        let weir = try WeirProcess(site)
        defer { weir.kill() }
        let laboratory = SmugglingLaboratory(origin: origin, weir: weir)
        var lines = 0
        for (index, attempt) in attempts.enumerated() {
            let requests = origin.requests.count
            lines += try laboratory.make(attempt, requests, lines)
            try laboratory.expectVictimServed("/victim-\(index)", attempt.name)
            lines += 1
        }
        #expect(try weir.accessLines(lines).count == lines)
        #expect(origin.problems.isEmpty)
        try weir.expectServing()
    }

    /// - Returns: how many lines of the log it cost.
    private func make(_ attempt: SmugglingAttempt, _ requests: Int, _ lines: Int) throws -> Int {
        let client = try RawClient(port: weir.http)
        try client.send(attempt.bytes)
        let isFramed = attempt.bytes.starts(with: Frame.preface)
        switch attempt.outcome {
        case .refused(let status, let end), .cut(let status, let end):
            if isFramed {
                try expectAnswer(on: client, attempt)
            } else {
                #expect(try client.response().status == status, "\(attempt.name)")
                #expect(client.isClosed(), "\(attempt.name)")
            }
            try expectLine(lines, status, end, attempt)
        case .answered(let status, let end):
            #expect(try client.response().status == status, "\(attempt.name)")
            try client.get("/next")
            #expect(try client.response().text == "/next", "\(attempt.name)")
            try expectLine(lines, status, end, attempt)
            expectForwarded(["/next"], since: requests, attempt)
            return 2
        case .once(let target, let end):
            try expectAnswer(on: client, attempt)
            try expectLine(lines, 0, end, attempt)
            expectForwarded([target], since: requests, attempt)
            return 1
        case .passes(let expected):
            if isFramed {
                try expectAnswer(on: client, attempt)
            } else {
                for request in expected {
                    let response = try finalResponse(client)
                    #expect(response.status == 200, "\(attempt.name)")
                    #expect(response.text == request.target, "\(attempt.name)")
                }
            }
            for index in expected.indices { try expectLine(lines + index, 200, "complete", attempt) }
            let seen = origin.requests.dropFirst(requests).map { request in
                SmugglingAttempt.Forwarded(
                    target: String(decoding: request.target), body: String(decoding: request.body),
                    host: String(decoding: request.head.values("host").first ?? []))
            }
            #expect(seen == expected, "\(attempt.name)")
            return expected.count
        }
        expectForwarded([], since: requests, attempt)
        return 1
    }

    private func finalResponse(_ client: RawClient) throws -> RawResponse {
        while true {
            let response = try client.response()
            if response.status >= 200 { return response }
        }
    }

    private func expectForwarded(_ targets: [String], since count: Int, _ attempt: SmugglingAttempt) {
        let seen = origin.requests.dropFirst(count).map { String(decoding: $0.target) }
        #expect(seen == targets, "\(attempt.name)")
    }

    /// The log names what was wrong.
    private func expectLine(_ index: Int, _ status: Int, _ end: String, _ attempt: SmugglingAttempt) throws {
        let line = try weir.accessLines(index + 1)[index]
        #expect(line.end == end, "\(attempt.name)")
        // A stream may be reset before it is answered.
        if status > 0 { #expect(line.status == status, "\(attempt.name)") }
    }

    /// The stream of an HTTP/2 client ends, by an answer or a reset; other streams of the connection may go on.
    private func expectAnswer(on client: RawClient, _ attempt: SmugglingAttempt) throws {
        while true {
            let header = try client.bytes(9)
            let count = Int(header[0]) << 16 | Int(header[1]) << 8 | Int(header[2])
            let payload = try client.bytes(count)
            if header[3] == Frame.reset || header[3] == Frame.goAway { return }
            guard header[3] == Frame.headers || header[3] == Frame.data else { continue }
            if header[3] == Frame.headers, case .passes = attempt.outcome {
                #expect(payload.first == 0x88, "\(attempt.name)")
            }
            if header[4] & Frame.endStream != 0 { return }
        }
    }

    /// Whoever comes next, over the same connection to the server, gets what it asked for.
    private func expectVictimServed(_ target: String, _ name: String) throws {
        let victim = try RawClient(port: weir.http)
        try victim.get(target, host: "a")
        let response = try victim.response()
        #expect(response.status == 200, "\(name)")
        #expect(response.text == target, "\(name)")
    }
}
