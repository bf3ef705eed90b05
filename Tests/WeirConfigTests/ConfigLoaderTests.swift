import Foundation
import Testing
import WeirConfig
import WeirModel

@Suite struct ConfigLoaderTests {
    @Test func fillsInTheDefaultsOfTheModel() throws {
        let configuration = try Loading.configuration(Loading.base)
        let server = Server(id: "a", address: .ip(IPAddress(v4: 0x7f00_0001), port: 9001))
        let expected = Configuration(
            listeners: [Listener(name: "web", address: .ip(IPAddress(v4: 0x7f00_0001), port: 8080))],
            upstreams: [Upstream(name: "app", servers: [server])],
            routes: [Route(name: "all", action: .upstream(0))])
        #expect(configuration == expected)
    }

    @Test func emptySectionsGiveTheDefaultsToo() throws {
        let text = """
            listeners:
              web: { address: 127.0.0.1:8080, trusted_proxies: [], http2: off }
            upstreams:
              app:
                servers: [ { id: a, address: 127.0.0.1:9001 } ]
                affinity: {}
                health: { type: none }
                timeouts: {}
                pool: {}
                retry: {}
            routes:
              - { name: all, upstream: app, affinity: on }
            affinity_keys: []
            log: { access: {} }
            limits: {}
            timeouts: {}
            workers: auto
            forwarded: false
            """
        var expected = try Loading.configuration(Loading.base)
        expected.upstreams[0].affinity = Affinity()
        #expect(try Loading.configuration(text) == expected)
    }

    @Test func readsEveryKeyOfTheProcess() throws {
        let text =
            Loading.base + """
                admin: { address: "0.0.0.0:9901", token: hunter2 }
                log: { access: { to: logs/access.log, format: text }, level: WARNING }
                limits: { header_bytes: 16KiB, header_count: 50, uri_bytes: 4KiB, body_bytes: 1GiB, connections: 10,
                          replay_bytes: 0, requests_per_connection: 1, request_rate: 2, send_bytes: 3KiB,
                          http2: { streams: 4, stream_window: 5KiB, connection_window: 128KiB, continuations: 6,
                                   resets: 7, settings: 8, pings: 9, empty_frames: 10, window_updates: 11 } }
                timeouts: { handshake: 1s, head: 2s, body: 3s, keep_alive: 4s, tunnel: 5s, ping: 6s }
                drain_timeout: 0s
                workers: 4
                forwarded: yes
                """
        let configuration = try Loading.configuration(text)
        #expect(configuration.admin == Admin(address: .ip(IPAddress(v4: 0), port: 9901), token: "hunter2"))
        #expect(configuration.log.access.to == .file("/etc/weir/logs/access.log"))
        #expect(configuration.log.access.format == .text)
        #expect(configuration.log.level == .warning)
        #expect(
            configuration.limits
                == Limits(
                    headerBytes: 16384, headerCount: 50, uriBytes: 4096, bodyBytes: 1 << 30, connections: 10,
                    replayBytes: 0,
                    requestsPerConnection: 1, requestRate: 2, sendBytes: 3072,
                    http2: HTTP2Limits(
                        streams: 4, streamWindow: 5120, connectionWindow: 128 << 10, continuations: 6, resets: 7,
                        settings: 8, pings: 9, emptyFrames: 10, windowUpdates: 11)))
        #expect(
            configuration.timeouts
                == Timeouts(
                    handshake: .seconds(1), head: .seconds(2), body: .seconds(3), keepAlive: .seconds(4),
                    tunnel: .seconds(5), ping: .seconds(6), drain: .zero))
        #expect(configuration.workers == .count(4))
        #expect(configuration.forwarded)
    }

    @Test(arguments: [
        "limits: { request_rate: -1 }", "limits: { request_rate: 1000001 }", "limits: { request_rate: 5/s }",
        "limits: { send_bytes: 2GiB }", "limits: { send_bytes: -1 }", "limits: { http2: { streams: 0 } }",
        "limits: { http2: { streams: 10001 } }", "limits: { http2: { stream_window: 1023 } }",
        "limits: { http2: { stream_window: 2GiB } }", "limits: { http2: { connection_window: 65534 } }",
        "limits: { http2: { connection_window: 2GiB } }", "limits: { http2: { continuations: 0 } }",
        "limits: { http2: { continuations: 1001 } }", "limits: { http2: { resets: -1 } }",
        "limits: { http2: { resets: 1000001 } }", "limits: { http2: { settings: 1000001 } }",
        "limits: { http2: { pings: 1000001 } }", "limits: { http2: { empty_frames: 1000001 } }",
        "limits: { http2: { window_updates: 1000001 } }", "limits: { http2: { window_update: 5 } }",
        "limits: { http2: off }", "timeouts: { ping: 0s }", "timeouts: { ping: 30 }", "timeouts: { ping: 3651d }",
    ])
    func refusesLimitsAndTimesOutOfRange(line: String) {
        let loaded = Loading.load(Loading.base + line + "\n")
        #expect(loaded.configuration == nil)
        #expect(loaded.diagnostics.count == 1)
    }

    @Test(arguments: ["resets", "settings", "pings", "empty_frames", "window_updates"])
    func countsOfHTTP2MayBeSwitchedOff(key: String) throws {
        _ = try Loading.configuration(Loading.base + "limits: { http2: { \(key): 0 } }\n")
    }

    @Test(arguments: [
        ("stdout", LogDestination.stdout), ("stderr", .stderr), ("none", LogDestination.none),
        ("/var/log/a", .file("/var/log/a")),
    ])
    func readsLogDestinations(text: String, destination: LogDestination) throws {
        let configuration = try Loading.configuration(Loading.base + "log: { access: { to: \(text) } }\n")
        #expect(configuration.log.access.to == destination)
    }

    @Test(arguments: ["127.0.0.1:9901", "[::1]:9901", "unix:admin.sock"])
    func letsTheAdminListenLocallyWithoutToken(address: String) throws {
        let configuration = try Loading.configuration(Loading.base + "admin: { address: \"\(address)\" }\n")
        #expect(configuration.admin?.token == nil)
    }

    @Test(arguments: ["0.0.0.0:9901", "[::]:9901", "10.0.0.1:9901"])
    func wantsATokenWhereOthersReachTheAdmin(address: String) {
        let loaded = Loading.load(Loading.base + "admin: { address: \"\(address)\" }\n")
        #expect(loaded.configuration == nil)
        #expect(loaded.diagnostics.count == 1)
    }

    @Test func resolvesPathsAgainstTheFolderOfTheFile() throws {
        let text =
            "listeners:\n  web:\n    address: 127.0.0.1:8443\n"
            + "    tls: { certificates: [ { certificate: ../certs/a.crt, key: /keys/a.key } ] }\n"
            + Loading.upstreams + Loading.routes
        let files = CertificateFiles(certificate: "/etc/weir/../certs/a.crt", key: "/keys/a.key")
        #expect(try Loading.configuration(text).listeners[0].tls == TLSSettings(certificates: [files]))
    }

    @Test func letsSeveralListenersChooseAnyPort() throws {
        let text = "listeners:\n  a: { address: 127.0.0.1:0 }\n  b: { address: 127.0.0.1:0 }\n"
        #expect(try Loading.configuration(text + Loading.upstreams + Loading.routes).listeners.count == 2)
    }

    @Test func throwsOnlyWhenThereAreNoBytes() {
        #expect(throws: ConfigurationUnreadable(path: "/no/such/file.yaml", reason: "No such file or directory")) {
            try ConfigLoader.load(path: "/no/such/file.yaml", environment: [:])
        }
        #expect(throws: ConfigurationUnreadable(path: "/", reason: "Is a directory")) {
            try ConfigLoader.load(path: "/", environment: [:])
        }
    }

    @Test func refusesLargeFilesOnDiskAndInMemory() throws {
        let bytes = [UInt8](repeating: UInt8(ascii: "#"), count: ConfigLoader.fileLimit + 1)
        let message = "error 1:1 the file is larger than 4MiB"
        #expect(Loading.lines(Loading.load(bytes).diagnostics) == [message])
        try TemporaryFolder.with { folder in
            try folder.write(bytes, to: "large.yaml")
            let loaded = try ConfigLoader.load(path: folder.path + "/large.yaml", environment: [:])
            #expect(Loading.lines(loaded.diagnostics) == [message])
        }
        #expect(Loading.lines(Loading.load(Array(bytes.dropLast())).diagnostics) == ["error 1:1 the file is empty"])
    }

    @Test func listsAtMostFiveHundredMistakes() {
        let routes = (0..<2000).map { "  - { name: r\($0), upstream: nowhere }\n" }.joined()
        let loaded = Loading.load(Loading.listeners + "routes:\n" + routes)
        #expect(loaded.diagnostics.count == 501)
        #expect(loaded.diagnostics.last?.message == "more than 500 mistakes; the others are not listed")
        #expect(loaded.configuration == nil)
    }

    @Test func givesDiagnosticsInFileOrder() {
        let loaded = Loading.load("workers: x\nlog: { level: y }\nlisteners:\n  a: { address: z }\nadmin: 3\n")
        #expect(loaded.diagnostics.map(\.line) == [1, 2, 4, 5])
        #expect(loaded.hasErrors)
    }

    @Test func readsFilesWithByteOrderMarkAndWindowsLineBreaks() throws {
        let text = "\u{FEFF}" + Loading.base.replacing("\n", with: "\r\n")
        #expect(try Loading.configuration(text) == Loading.configuration(Loading.base))
        let broken = Loading.load(text + "worker: 1\r\n")
        #expect(Loading.lines(broken.diagnostics) == ["error 7:1 unknown key `worker`"])
        #expect(broken.diagnostics[0].sourceLine == "worker: 1")
    }
}
