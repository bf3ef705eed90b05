import Foundation
import Testing
import WeirCore

/// What `weir explain` says, and what the log says was done: the same.
@Suite struct ExplainAgreesWithAccessLog {
    /// What was decided, as both have it.
    private struct Decision: Decodable, Hashable, CustomStringConvertible {
        var route: String?
        var arm: String?
        var armReason: String?
        var upstream: String?
        var server: String?
        var affinity: String?
        var balance: String?
        var end: String
        /// Left out by explain where a server's answer would give it.
        var status: Int?

        init(json: some Collection<UInt8>) throws {
            let decoder = JSONDecoder()
            decoder.keyDecodingStrategy = .convertFromSnakeCase
            self = try decoder.decode(Self.self, from: Data(json))
        }

        var description: String {
            let words = [route, arm, armReason, upstream, server, affinity, balance, end, status.map(String.init)]
            return words.map { $0 ?? "-" }.joined(separator: " ")
        }
    }

    private static let sites = 10
    /// Of sites that go every way there is between them; the others are new in every run.
    private static let knownSeeds: [UInt64] = [0, 3, 9]
    private static let requestsPerSite = 100
    /// Every so many requests the command itself is asked.
    private static let sample = 10

    /// What came of one site's requests.
    private struct Comparison {
        let seed: UInt64
        let logged: [Decision]
        var differences: [String] = []

        mutating func compare(_ explained: Decision, with served: Decision, _ request: RandomRequest) {
            var served = served
            if explained.status == nil { served.status = nil }
            if explained != served {
                differences.append("seed \(seed)\nlog: \(served)\nexplain: \(explained)\n\(request)")
            }
        }
    }

    @Test func onAThousandRandomRequests() throws {
        let origin = try ScriptedOrigin(ScriptedOrigin.answering(""))
        defer { origin.stop() }
        let news = (Self.knownSeeds.count..<Self.sites).map { _ in UInt64.random(in: .min ... .max) }
        let seeds = Self.knownSeeds + news
        let comparisons = try concurrently(2) { half in
            try stride(from: half, to: Self.sites, by: 2).map {
                try Self.compare(seed: seeds[$0], origin: origin.address)
            }
        }.joined()
        let differences = comparisons.flatMap(\.differences)
        #expect(differences.isEmpty, "\(differences.count), first\n\(differences.first ?? "")")

        // The thousand are worth something.
        let decisions = comparisons.flatMap(\.logged)
        #expect(decisions.count == Self.sites * Self.requestsPerSite)
        let verdicts = Set(AffinityVerdict.allCases.map(\.rawValue)).subtracting(["unreachable"])
        #expect(Set(decisions.compactMap(\.affinity)) == verdicts)
        let reasons = Set(ArmReason.allCases.map(\.rawValue)).subtracting(["request"])
        #expect(Set(decisions.compactMap(\.armReason)) == reasons)
        let ends: Set = ["complete", "no_route", "no_weight", "no_server", "pinned_down"]
        #expect(Set(decisions.map(\.end)) == ends)
    }

    private static func compare(seed: UInt64, origin: String) throws -> Comparison {
        var site = RandomSite(seed: seed, origin: origin)
        let weir = try WeirProcess(site.layout)
        defer { weir.kill() }
        let requests = (0..<requestsPerSite).map { _ in site.request() }
        let client = try RawClient(port: weir.http)
        for request in requests {
            try client.send(request.head)
            _ = try client.response(answering: request.method)
        }
        _ = try weir.accessLines(requestsPerSite)
        let logged = try weir.accessLog.split(separator: "\n").map { try Decision(json: $0.utf8) }
        var comparison = Comparison(seed: seed, logged: logged)
        let admin = try RawClient(port: weir.port("admin"))
        for (index, (request, served)) in zip(requests, logged).enumerated() {
            comparison.compare(try Decision(json: ask(admin, about: request)), with: served, request)
            guard index.isMultiple(of: sample) else { continue }
            let config = weir.folder.file("weir.yaml")
            comparison.compare(try Decision(json: explain(request, config: config)), with: served, request)
        }
        return comparison
    }

    /// `POST /explain` of the admin listener.
    private static func ask(_ admin: RawClient, about request: RandomRequest) throws -> [UInt8] {
        let head = request.head
        let length = "Content-Length: \(head.utf8.count)"
        try admin.send("POST /explain?client=\(request.client) HTTP/1.1\r\nHost: x\r\n\(length)\r\n\r\n\(head)")
        let response = try admin.response()
        guard response.status == 200 else { throw HarnessFailure("\(response.text)\(request)") }
        return response.body
    }

    /// `weir explain --format json`.
    private static func explain(_ request: RandomRequest, config: String) throws -> [UInt8] {
        let outcome = try Command.run(
            WeirProcess.binary(), ["explain", "--format", "json", "--config", config] + request.arguments, package: "")
        guard outcome.status == 0 || outcome.status == 3 else { throw HarnessFailure("\(outcome.errors)\(request)") }
        return Array(outcome.output.utf8)
    }

    @Test func exitStatusThreeSaysThatThereIsNoRoute() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write(
            "weir.yaml",
            Layout(
                upstreams: ["web: { servers: [ { id: web-1, address: 127.0.0.1:1 } ] }"],
                routes: ["{ name: api, paths: [/api], methods: [GET], upstream: web }"]
            ).yaml)
        let routed = try WeirCommand.run("explain", "--config", path, "https://localhost/api")
        #expect(routed.status == 0)
        #expect(routed.output.contains("goes to web-1 of web"))
        let passed = try WeirCommand.run("explain", "--config", path, "-X", "POST", "https://localhost/api")
        #expect(passed.status == 3)
        #expect(passed.output.contains("route api: passed over, methods do not hold"), "\(passed.output)")
        let wrong = try WeirCommand.run("explain", "--config", path, "localhost")
        #expect(wrong.status == 1)
        #expect(wrong.errors.contains("no URL"))
        #expect(try WeirCommand.run("explain", "--config", path, "--client", "me", "https://localhost/").status == 1)
    }

    @Test func theSameSeedGivesTheSameChoice() throws {
        let folder = try TemporaryFolder()
        let servers = (1...9).map { "{ id: web-\($0), address: 127.0.0.1:1 }" }.joined(separator: ", ")
        let path = try folder.write("weir.yaml", Layout.web("[ \(servers) ]", "balance: random").yaml)
        func choice(_ seed: String...) throws -> String? {
            let arguments = ["explain", "--format", "json", "--config", path] + seed + ["http://localhost/"]
            let outcome = try Command.run(WeirProcess.binary(), arguments, package: "")
            return try Decision(json: outcome.output.utf8).server
        }
        let first = try choice("--seed", "7")
        for _ in 0..<3 { #expect(try choice("--seed", "7") == first) }
        let free = try (0..<12).map { _ in try choice() }
        #expect(Set(free).count > 1)
    }
}
