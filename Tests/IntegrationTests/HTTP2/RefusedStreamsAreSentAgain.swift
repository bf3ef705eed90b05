import Testing

@Suite struct RefusedStreamsAreSentAgain {
    private func weir(_ origin: ScriptedOrigin) throws -> WeirProcess {
        var site = Site(origin.address)
        site.upstream = ["protocol: h2"]
        return try WeirProcess(site)
    }

    @Test func alsoWithABodyThatIsNoTwiceSentOtherwise() throws {
        let origin = try ScriptedOrigin { connection in
            try connection.beginFrames()
            let first = try connection.frame(Frame.headers)
            try connection.send(Frame.reset(stream: first.stream, code: 7))
            let second = try connection.frame(Frame.headers)
            var body: [UInt8] = []
            while body.count < 9 { body += try connection.frame(Frame.data).payload }
            try connection.send(Frame.ok(stream: second.stream, endsStream: false))
            try connection.send(
                Frame(type: Frame.data, flags: Frame.endStream, stream: second.stream, payload: body))
            try connection.waitForClose()
        }
        defer { origin.stop() }
        let weir = try weir(origin)
        defer { weir.kill() }

        let curl = try Curl.getPlain(weir, "/", arguments: ["--data", "some data"])
        #expect(curl.status == 200, "\(curl.errors) \(origin.failures)")
        #expect(curl.body == "some data")
        let line = try weir.accessLine()
        #expect(line.end == "complete")
        #expect(line.attempts.map(\.end) == ["stream_refused", nil])
        #expect(line.attempts.map(\.server) == ["web-1", "web-1"])
        try weir.expectServing()
    }

    @Test func onAnotherConnectionAfterGoAway() throws {
        let origin = try ScriptedOrigin { connection in
            try connection.beginFrames()
            let request = try connection.frame(Frame.headers)
            if connection.number == 0 {
                try connection.send(Frame.goAway(last: 0))
            } else {
                try connection.send(Frame.ok(stream: request.stream))
            }
            try connection.waitForClose()
        }
        defer { origin.stop() }
        let weir = try weir(origin)
        defer { weir.kill() }

        #expect(try Curl.getPlain(weir, "/").status == 200, "\(origin.failures)")
        #expect(origin.connections == 2)
        #expect(try weir.accessLine().attempts.map(\.end) == ["stream_refused", nil])
        try weir.expectServing()
    }

    @Test func butNotForEver() throws {
        let origin = try ScriptedOrigin { connection in
            try connection.beginFrames()
            while true {
                let request = try connection.frame(Frame.headers)
                try connection.send(Frame.reset(stream: request.stream, code: 7))
            }
        }
        defer { origin.stop() }
        let weir = try weir(origin)
        defer { weir.kill() }

        #expect(try Curl.getPlain(weir, "/").status == 502)
        #expect(try weir.accessLine().end == "stream_refused")
        try weir.expectServing()
    }

    @Test func whatTheServerMayHaveLookedAtIsNot() throws {
        let origin = try ScriptedOrigin { connection in
            try connection.beginFrames()
            let request = try connection.frame(Frame.headers)
            try connection.send(Frame.reset(stream: request.stream, code: 2))
            try connection.waitForClose()
        }
        defer { origin.stop() }
        let weir = try weir(origin)
        defer { weir.kill() }

        #expect(try Curl.getPlain(weir, "/").status == 502)
        let line = try weir.accessLine()
        #expect(line.end == "upstream_reset")
        #expect(line.attempts.count == 1)
        try weir.expectServing()
    }

    @Test func aServerThatDoesNotSpeakItGives502() throws {
        let origin = try ScriptedOrigin(ScriptedOrigin.sending("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n"))
        defer { origin.stop() }
        let weir = try weir(origin)
        defer { weir.kill() }

        #expect(try Curl.getPlain(weir, "/").status == 502)
        #expect(try weir.accessLine().end == "upstream_reset")
        try weir.expectServing()
    }
}
