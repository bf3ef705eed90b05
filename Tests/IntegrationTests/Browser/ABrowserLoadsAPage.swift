import Testing

/// What people use: Chromium, over HTTP/2.
@Suite(.needsChromium, .serialized) struct ABrowserLoadsAPage {
    private static let count = 200

    /// An image of its own width, a script that counts itself and adds its length up, a style that sets a property.
    private static func asset(_ number: Int) -> (path: String, type: String, body: String) {
        let filling = String(repeating: "x", count: 40 * number)
        switch number % 3 {
        case 0:
            let size = "width=\"\(number + 1)\" height=\"1\""
            let body = "<svg xmlns=\"http://www.w3.org/2000/svg\" \(size)><!-- \(filling) --></svg>"
            return ("/\(number).svg", "image/svg+xml", body)
        case 1: return ("/\(number).js", "text/javascript", "run += 1; sum += \"\(filling)\".length")
        default: return ("/\(number).css", "text/css", ":root { --style-\(number): \(number); } /* \(filling) */")
        }
    }

    private static let page: String = {
        let numbers = Array(0..<count)
        func paths(_ remainder: Int) -> [String] { numbers.filter { $0 % 3 == remainder }.map { asset($0).path } }
        return """
            <!doctype html><title>Assets</title><link rel=icon href="data:,"><script>let run = 0, sum = 0</script>
            \(paths(2).map { "<link rel=stylesheet href=\($0)>" }.joined())
            \(paths(1).map { "<script defer src=\($0)></script>" }.joined())
            <p id=verdict>nothing</p>\(paths(0).map { "<img src=\($0)>" }.joined())
            <script>
            addEventListener("load", () => {
                const images = [...document.images].filter((image, index) => image.naturalWidth === 3 * index + 1)
                const style = getComputedStyle(document.documentElement)
                let styles = 0
                for (let number = 2; number < \(count); number += 3)
                    if (style.getPropertyValue("--style-" + number).trim() === "" + number) styles += 1
                document.getElementById("verdict").textContent =
                    `images ${images.length} styles ${styles} scripts ${run} length ${sum}`
            })
            </script>
            """
    }()

    private static let serving: ScriptedOrigin.Script = { connection in
        let assets = (0..<count).map(asset)
        while let request = try connection.request() {
            if let asset = assets.first(where: { $0.path == request.target }) {
                try connection.respond(asset.body, fields: "Content-Type: \(asset.type)")
            } else {
                try connection.respond(page, fields: "Content-Type: text/html; charset=utf-8")
            }
        }
    }

    @Test func withTwoHundredAssetsOverOneConnection() throws {
        let origin = try ScriptedOrigin(Self.serving)
        defer { origin.stop() }
        let weir = try WeirProcess(Site(origin.address))
        defer { weir.kill() }

        let outcome = try Chromium.document(at: "https://localhost:\(weir.https)/")
        let scripts = (0..<Self.count).filter { $0 % 3 == 1 }
        let length = scripts.reduce(0) { $0 + 40 * $1 }
        let expected = "images 67 styles 66 scripts \(scripts.count) length \(length)"
        #expect(outcome.output.contains(">\(expected)<"), "\(outcome.output.suffix(2000)) \(outcome.errors)")

        let lines = try weir.accessLines(Self.count + 1)
        #expect(lines.count == Self.count + 1)
        #expect(lines.allSatisfy { $0.protocol == "h2" && $0.status == 200 && $0.end == "complete" })
        #expect(Set(lines.map(\.path)).count == Self.count + 1)
        #expect(try weir.metric("weir_tls_handshakes_total") == 1)
        try weir.expectServing()
    }

    /// Greets with what the first message said, which is of two bytes.
    private static let talking: ScriptedOrigin.Script = { connection in
        while let request = try connection.request() {
            guard request.target == "/socket" else {
                let isPage = request.target == "/"
                try connection.respond(isPage ? talk : "", fields: "Content-Type: text/html; charset=utf-8")
                continue
            }
            try connection.send(WebSocketOverHTTP2.acceptance(of: request))
            var frame: [UInt8] = []
            while frame.count < 8 { frame += try connection.some() }
            guard frame.prefix(2) == [0x81, 0x82] else { return }
            let said = [frame[6] ^ frame[2], frame[7] ^ frame[3]]
            try connection.send([0x81, 7] + Array("said ".utf8) + said)
            return try connection.waitForClose()
        }
    }

    private static let talk = """
        <!doctype html><title>Talk</title><link rel=icon href="data:,"><script>
        const socket = new WebSocket("wss://" + location.host + "/socket")
        socket.onopen = () => socket.send("hi")
        socket.onmessage = message => fetch("/verdict?" + encodeURIComponent(message.data)).then(() => socket.close())
        socket.onerror = () => fetch("/verdict?error")
        </script>
        """

    @Test func withAWebSocketOnTheSameConnection() throws {
        let origin = try ScriptedOrigin(Self.talking)
        defer { origin.stop() }
        let weir = try WeirProcess(Site(origin.address))
        defer { weir.kill() }
        let folder = try TemporaryFolder()
        let browser = try Chromium.open("https://localhost:\(weir.https)/", folder: folder)
        defer { browser.kill() }

        let requests = try origin.waitForRequests(3, within: 60)
        #expect(requests.map(\.target) == ["/", "/socket", "/verdict?said%20hi"])
        browser.kill()
        let lines = try weir.accessLines(3)
        #expect(lines.allSatisfy { $0.protocol == "h2" && $0.status == 200 })
        #expect(try weir.metric("weir_tls_handshakes_total") == 1)
        try weir.expectServing()
    }
}
