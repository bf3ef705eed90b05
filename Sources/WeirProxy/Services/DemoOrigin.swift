import NIOCore
import WeirCore
import WeirHTTP
import WeirModel
import WeirTelemetry

/// A small origin server for demos and tests: says which one it is and what it was sent.
final class DemoOrigin: InternalService {
    private let name: String

    init(name: String) {
        self.name = name
    }

    func respond(to request: RequestHead, body: ByteBuffer) -> LocalResponse {
        let path = request.block.string(request.normalizedPath)
        switch path {
        case "/health": return .text(200, "ok")
        case "/api", "/headers": return .json(describe(request, body))
        default: return LocalResponse(status: 200, contentType: "text/html; charset=utf-8", body: page(request, path))
        }
    }

    private func describe(_ request: RequestHead, _ body: ByteBuffer) -> [UInt8] {
        var json = JSONWriter()
        json.beginObject()
        json.member("server", name)
        json.key("method")
        json.string(request.block.bytes[request.methodText.range])
        json.key("path")
        json.string(request.block.bytes[request.path.range])
        json.member("body_bytes", body.readableBytes)
        json.key("headers")
        json.beginArray()
        for field in request.block.fields {
            json.beginArray()
            json.string(request.block.bytes[field.name.range])
            json.string(request.block.bytes[field.value.range])
            json.endArray()
        }
        json.endArray()
        json.endObject()
        return json.bytes
    }

    private func page(_ request: RequestHead, _ path: String) -> [UInt8] {
        let isCanary = name.hasPrefix("canary")
        let color = isCanary ? "#b45309" : "#1d4ed8"
        let shown = path.unicodeScalars.map { scalar -> String in
            switch scalar {
            case "<": "&lt;"
            case ">": "&gt;"
            case "&": "&amp;"
            case "\"": "&quot;"
            default: String(scalar)
            }
        }.joined()
        let html = """
            <!doctype html><meta charset="utf-8"><title>\(name)</title>
            <style>body{font:18px system-ui;margin:15vh auto;max-width:32em;text-align:center}
            b{display:inline-block;padding:.4em 1em;border-radius:.4em;color:#fff;background:\(color)}</style>
            <p>This page came from</p><p><b>\(name)</b></p><p>path <code>\(shown)</code></p>
            <p>Reload: a SERVERID cookie keeps you here. Delete it, and you may land elsewhere.</p>

            """
        return Array(html.utf8)
    }
}
