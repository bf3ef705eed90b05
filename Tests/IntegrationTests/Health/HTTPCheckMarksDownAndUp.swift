import Testing

@Suite struct HTTPCheckMarksDownAndUp {
    private struct Answer: Sendable {
        var bytes: String
        var reason: String
    }

    private static let good = "HTTP/1.1 204 Fine\r\nX: y\r\n\r\n"

    private static let bad = [
        Answer(bytes: "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n", reason: "status 503"),
        Answer(bytes: "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", reason: "status 200"),
        Answer(bytes: "this is no HTTP\r\n\r\n", reason: "not HTTP"),
        Answer(bytes: "HTTP/1.1 204", reason: "closed"),
    ]

    @Test func byStatus() throws {
        let answers = ProbeAnswer(Self.good)
        let origin = try answers.origin(at: "/health?full=1")
        defer { origin.stop() }
        let check =
            "health: { type: http, path: \"/health?full=1\", host: health.test, status: 204, "
            + "interval: 50ms, fall: 2, rise: 2 }"
        let weir = try WeirProcess(.web("[ { id: web-1, address: \"\(origin.address)\" } ]", check))
        defer { weir.kill() }

        for bad in Self.bad {
            answers.set(bad.bytes)
            try eventually("down: \(bad.reason)") {
                let server = try weir.server("web-1")
                return server.health == "down" && server.reason?.contains(bad.reason) == true
            }
            #expect(try Browser(weir).get().status == 503)
            answers.set(Self.good)
            try eventually("up") { try weir.server("web-1").health == "up" }
            #expect(try Browser(weir).get().text == "page")
        }
        let probe = try #require(origin.requests.first { $0.target == "/health?full=1" })
        #expect(probe.method == "GET")
        #expect(probe["Host"] == "health.test")
        #expect(probe["Connection"] == "close")
    }

    @Test func byBody() throws {
        let answers = ProbeAnswer(
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nall\r\n5\r\n fine\r\n0\r\n\r\n")
        let origin = try answers.origin(at: "/")
        defer { origin.stop() }
        let check = "health: { type: http, body: all fine, interval: 50ms, fall: 1, rise: 1 }"
        let weir = try WeirProcess(.web("[ { id: web-1, address: \"\(origin.address)\" } ]", check))
        defer { weir.kill() }

        _ = try origin.waitForRequests(2)
        #expect(try weir.server("web-1").health == "up")
        // Without a Host of its own, the check names the server's address.
        #expect(origin.requests.first?["Host"] == origin.address)
        answers.set("HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\nall wet!")
        try eventually("down") { try weir.server("web-1").health == "down" }
        #expect(try weir.server("web-1").reason?.contains("body") == true)
        // Delimited by the end of the connection.
        answers.set("HTTP/1.0 200 OK\r\n\r\nyes, all fine here")
        try eventually("up") { try weir.server("web-1").health == "up" }
    }

    @Test func aServerThatDoesNotAnswerInTimeIsDown() throws {
        let origin = try ScriptedOrigin(ScriptedOrigin.hanging())
        defer { origin.stop() }
        let check = "health: { type: http, interval: 50ms, timeout: 100ms, fall: 1, rise: 1 }"
        let weir = try WeirProcess(.web("[ { id: web-1, address: \"\(origin.address)\" } ]", check))
        defer { weir.kill() }
        try eventually("down") { try weir.server("web-1").health == "down" }
        #expect(try weir.server("web-1").reason?.contains("no answer") == true)
        // Every probe lets go of its connection.
        try origin.waitForClosed(3)
    }
}
