import Glibc
import Testing

@Suite struct DrainsOnSIGTERM {
    @Test func requestsInFlightAreFinished() throws {
        let gate = Gate()
        let origin = try ScriptedOrigin { connection in
            guard try connection.request() != nil else { return }
            try gate.wait()
            try connection.respond("at last")
        }
        defer { origin.stop() }
        let weir = try WeirProcess(Site(origin.address))
        defer { weir.kill() }

        let busy = try RawClient(port: weir.http)
        try busy.get()
        let idle = try RawClient(port: weir.http)
        try idle.get(Site.alivePath)
        #expect(try idle.response().status == 302)
        _ = try origin.waitForRequests(1)

        weir.signal(SIGTERM)
        #expect(idle.isClosed())
        try eventually("no new connection is accepted") { (try? RawClient(port: weir.http)) == nil }
        gate.open()
        let response = try busy.response()
        #expect(response.text == "at last")
        #expect(response["Connection"] == "close")
        #expect(busy.isClosed())
        busy.close()
        #expect(try weir.waitForExit() == 0, "\(weir.standardError)")
        #expect(try weir.accessLines(2).map(\.end) == ["complete", "complete"])
    }

    @Test func forAsLongAsIsConfigured() throws {
        let origin = try ScriptedOrigin(ScriptedOrigin.hanging())
        defer { origin.stop() }
        var site = Site(origin.address)
        site.top = ["drain_timeout: 300ms"]
        let weir = try WeirProcess(site)
        defer { weir.kill() }

        let client = try RawClient(port: weir.http)
        try client.get()
        _ = try origin.waitForRequests(1)
        let began = Deadline.now
        #expect(try weir.stop() == 0, "\(weir.standardError)")
        #expect(Deadline.now - began >= 300)
        let response = try client.response()
        #expect(response.status == 503)
        #expect(response["Connection"] == "close")
        #expect(client.isClosed())
        // The request that was given up has its line, too.
        let line = try weir.accessLine()
        #expect(line.end == "draining")
        #expect(line.status == 503)
    }

    @Test func aSecondInterruptEndsItAtOnce() throws {
        let origin = try ScriptedOrigin(ScriptedOrigin.hanging())
        defer { origin.stop() }
        let weir = try WeirProcess(Site(origin.address))
        defer { weir.kill() }

        let client = try RawClient(port: weir.http)
        defer { client.close() }
        try client.get()
        _ = try origin.waitForRequests(1)
        weir.signal(SIGINT)
        try weir.waitForError(containing: "draining")
        weir.signal(SIGINT)
        #expect(try weir.waitForExit(within: 5) == 130)
    }
}
