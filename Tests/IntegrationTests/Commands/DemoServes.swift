import Foundation
import Glibc
import Testing

@Suite struct DemoServes {
    @Test func whatItSaysCanBeTried() throws {
        let folder = try TemporaryFolder()
        let streams = ChildProcess.Streams(output: folder.file("out"), errors: folder.file("err"))
        let demo = try ChildProcess(WeirProcess.binary(), ["demo", "--port", "0"], streams: streams)
        defer { demo.kill() }
        let text = try eventually("it says what to try: \(folder.read("err"))") {
            let text = folder.read("out")
            return text.contains("development certificate.") ? text : nil
        }
        let url = try #require(text.firstMatch(of: /https:\/\/localhost:\d+/)).output
        let authority = String(try #require(text.firstMatch(of: /--cacert (\S+)/)).output.1)
        let admin = try #require(text.firstMatch(of: /http:\/\/127\.0\.0\.1:\d+/)).output
        let home = (authority as NSString).deletingLastPathComponent

        func curl(_ path: String, _ arguments: String...) throws -> Curl.Outcome {
            try Curl.run(["--cacert", authority] + arguments, urls: ["\(url)\(path)"])
        }
        let jar = ["--cookie", folder.file("jar"), "--cookie-jar", folder.file("jar")]
        let first = try curl("/api", jar[0], jar[1], jar[2], jar[3])
        #expect(first.status == 200, "\(first.errors)")
        let server = try Self.server(first)
        for _ in 0..<3 { #expect(try Self.server(curl("/api", jar[0], jar[1], jar[2], jar[3])) == server) }
        #expect(try Self.server(curl("/api", "-H", "x-weir-arm: canary")).hasPrefix("canary-"))
        #expect(try Self.server(curl("/api", "-H", "x-weir-arm: stable")).hasPrefix("stable-"))
        #expect(try curl("/old")["Location"] == "/new")
        #expect(try curl("/").body.contains("This page came from"))
        #expect(try Curl.run([], urls: ["\(admin)/status"]).status == 200)
        #expect(try Curl.run([], urls: ["\(admin)/metrics"]).body.contains("weir_requests_total"))

        try eventually("lines of the log") { folder.read("out").contains("\"arm\":\"canary\"") }
        demo.signal(SIGINT)
        #expect(try demo.wait(within: 10, "the demo") == 0)
        // It leaves nothing behind.
        #expect(access(home, F_OK) != 0)
    }

    private static func server(_ curl: Curl.Outcome) throws -> String {
        let object = try JSONSerialization.jsonObject(with: Data(curl.body.utf8)) as? [String: Any]
        return object?["server"] as? String ?? ""
    }
}
