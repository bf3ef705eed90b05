import Testing

@Suite struct TCPCheckMarksDownAndUp {
    @Test func asTheProcessDiesAndComesBack() throws {
        let nginx = try NginxServer("web-1")
        let check = "health: { type: tcp, interval: 50ms, fall: 3, rise: 2 }"
        let weir = try WeirProcess(.web("[ { id: web-1, address: \"\(nginx.address)\" } ]", check))
        defer { weir.kill() }

        #expect(try Browser(weir).get().text == "web-1")
        nginx.kill()
        try eventually("down") { try weir.server("web-1").health == "down" }
        #expect(try weir.server("web-1").reason?.contains("no connection") == true)
        #expect(try Browser(weir).get().status == 503)
        #expect(try weir.metric("weir_server_up", "server=\"web-1\"") == 0)
        try nginx.start()
        try eventually("up") { try weir.server("web-1").health == "up" }
        #expect(try Browser(weir).get().text == "web-1")
        #expect(try weir.metric("weir_server_up", "server=\"web-1\"") == 1)
    }

    @Test func aUnixSocketToo() throws {
        let folder = try TemporaryFolder()
        let first = try ScriptedOrigin(on: .unix(folder.file("web.sock")), ScriptedOrigin.answering("page"))
        let check = "health: { type: tcp, interval: 50ms, fall: 1, rise: 1 }"
        let weir = try WeirProcess(.web("[ { id: web-1, address: \"\(first.address)\" } ]", check))
        defer { weir.kill() }
        #expect(try Browser(weir).get().text == "page")
        first.stop()
        try eventually("down") { try weir.server("web-1").health == "down" }
    }
}
