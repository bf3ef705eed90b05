import Foundation
import Testing
import WeirConfig
import WeirModel

@Suite struct SubstitutionTests {
    private func level(_ text: String, environment: [String: String]) -> LoadedConfiguration {
        Loading.load(Loading.base + "log: { level: \"\(text)\" }\n", environment: environment)
    }

    @Test func putsVariablesIntoAnyScalar() throws {
        let text = """
            listeners:
              web: { address: "${HOST}:${PORT}", trusted_proxies: ["${NET}"] }
            upstreams:
              app:
                servers: [ { id: "s-${N}", address: "unix:${DIR}/a.sock", weight: "${N}", backup: "${FLAG}" } ]
                timeouts: { connect: "${N}s" }
            routes:
              - { name: "${NAME}", upstream: "${UP}" }
            """
        let environment = [
            "HOST": "127.0.0.1", "PORT": "8080", "NET": "10.0.0.0/8", "N": "7", "DIR": "/run", "FLAG": "on",
            "NAME": "all", "UP": "app",
        ]
        let configuration = try Loading.configuration(text, environment: environment)
        let upstream = configuration.upstreams[0]
        #expect(configuration.listeners[0].address.description == "127.0.0.1:8080")
        #expect(configuration.listeners[0].trustedProxies.map(\.description) == ["10.0.0.0/8"])
        #expect(upstream.servers == [Server(id: "s-7", address: .unix("/run/a.sock"), weight: 7, backup: true)])
        #expect(upstream.timeouts.connect == .seconds(7))
        #expect(configuration.routes[0].name == "all")
    }

    @Test(arguments: [("${L}", LogLevel.debug), ("de${REST}", .debug), ("${A}${B}", .error), ("${EMPTY}info", .info)])
    func putsVariablesAnywhere(text: String, level: LogLevel) throws {
        let environment = ["L": "debug", "REST": "bug", "A": "er", "B": "ror", "EMPTY": ""]
        let loaded = self.level(text, environment: environment)
        #expect(loaded.configuration?.log.level == level)
    }

    @Test(arguments: [
        ("$${A}", "${A}"), ("$", "$"), ("$A", "$A"), ("$$", "$$"), ("a$", "a$"), ("$$${A}", "$${A}"), ("{A}", "{A}"),
        ("${NESTED}", "${A}"),
    ])
    func leavesOtherDollarsAlone(text: String, expected: String) throws {
        let routes = "routes:\n  - { name: all, headers: [ { name: x, exact: '\(text)' } ], upstream: app }\n"
        let configuration = try Loading.configuration(
            Loading.listeners + Loading.upstreams + routes, environment: ["A": "value", "NESTED": "${A}"])
        #expect(configuration.routes[0].conditions.headers == [FieldCondition(name: "x", test: .exact(expected))])
    }

    @Test(arguments: [
        ("${MISSING}", "`level`: the environment variable `MISSING` is not set", 15),
        ("in${MISSING}", "`level`: the environment variable `MISSING` is not set", 18),
        ("${}", "`level`: `` is no name of an environment variable", 15),
        ("${A-B}", "`level`: `A-B` is no name of an environment variable", 15),
        ("${file:}", "`level`: `${file:}` names no file", 15), ("info${", "`level`: `${` has no closing brace", 20),
    ])
    func reportsWhatCannotBePutIn(text: String, message: String, column: Int) {
        let loaded = level(text, environment: [:])
        #expect(Loading.lines(loaded.diagnostics) == ["error 7:\(column) \(message)"])
    }

    @Test func suggestsTheVariableThatWasMeant() {
        let loaded = level("${WEIR_LEVLE}", environment: ["WEIR_LEVEL": "info"])
        #expect(loaded.diagnostics.first?.hint == "did you mean `WEIR_LEVEL`?")
    }

    @Test func neverShowsWhatWasPutIn() {
        let loaded = level("${SECRET}", environment: ["SECRET": "hunter2"])
        #expect(Loading.lines(loaded.diagnostics) == ["error 7:15 `level`: `${SECRET}` is unknown here"])
        #expect(!DiagnosticText.render(loaded.diagnostics).contains("hunter2"))
        #expect(!String(decoding: DiagnosticJSON.render(loaded.diagnostics), as: UTF8.self).contains("hunter2"))
    }

    @Test func readsFilesBesideTheConfiguration() throws {
        try TemporaryFolder.with { folder in
            try folder.write([UInt8]("0123456789abcdef0123456789abcdef\n".utf8), to: "lf.key")
            try folder.write([UInt8]("0123456789abcdef0123456789abcde2\r\n".utf8), to: "crlf.key")
            try folder.write([UInt8](repeating: 0xFF, count: 32), to: "binary.key")
            let keys = "affinity_keys: ['${file:lf.key}', '${file:crlf.key}', '${file:binary.key}']\n"
            try folder.write(Array((Loading.base + keys).utf8), to: "weir.yaml")
            let loaded = try ConfigLoader.load(path: folder.path + "/weir.yaml", environment: [:])
            let configuration = try #require(loaded.configuration)
            #expect(loaded.diagnostics.isEmpty)
            #expect(configuration.affinityKeys.map(\.bytes.count) == [32, 32, 32])
            #expect(configuration.affinityKeys[2].bytes == [UInt8](repeating: 0xFF, count: 32))
        }
    }

    @Test func refusesFilesThatAreNoTextWhereTextIsWanted() throws {
        try TemporaryFolder.with { folder in
            try folder.write([0xFF, 0xFE], to: "level")
            try folder.write([UInt8](repeating: 0x61, count: (1 << 20) + 1), to: "large")
            let log = "log: { level: '${file:level}', access: { to: '${file:large}' } }\n"
            try folder.write(Array((Loading.base + log).utf8), to: "weir.yaml")
            let loaded = try ConfigLoader.load(path: folder.path + "/weir.yaml", environment: [:])
            #expect(
                Loading.lines(loaded.diagnostics) == [
                    "error 7:15 `level`: what `${file:level}` stands for is not UTF-8",
                    "error 7:46 `to`: the file `large` is larger than 1MiB",
                ])
        }
    }
}
