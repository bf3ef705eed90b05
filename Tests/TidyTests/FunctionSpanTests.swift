import Testing

@Suite struct FunctionSpanTests {
    private func spans(_ text: String) -> [FunctionSpan] {
        FunctionSpan.all(in: SampleSource.file(text))
    }

    @Test func functionsInitialisersAndDeinitialisersAreFound() {
        let text = """
            struct A {
                @inlinable public static func one(
                    _ a: Int,
                    b: [Int] = [1]
                ) -> Int {
                    a
                }
                init?(_ a: Int) { self.a = a }
                deinit {
                }
                private mutating func two<T>(_ body: () -> T) -> T where T: B { body() }
                static func + (a: A, b: A) -> A {
                    a
                }
            }
            """
        #expect(
            spans(text) == [
                FunctionSpan(name: "one", start: 1, end: 6), FunctionSpan(name: "init", start: 7, end: 7),
                FunctionSpan(name: "deinit", start: 8, end: 9), FunctionSpan(name: "two", start: 10, end: 10),
                FunctionSpan(name: "+", start: 11, end: 13),
            ])
    }

    @Test func requirementsAndCallsHaveNoBody() {
        #expect(spans("protocol A {\n    func a() -> Int\n    init()\n    var b: Int { get }\n}\n").isEmpty)
        #expect(spans("let a = A.init(b)\nself.init(c) { d }\nreturn .init(e) {\n}\n").isEmpty)
    }

    @Test func bracesInTextDoNotCount() {
        let text = "func a() {\n    b(\"}\") // }\n    /* } */\n}\n"
        #expect(spans(text).map(\.length) == [4])
    }

    @Test func innerFunctionsAreFoundToo() {
        #expect(spans("func a() {\n    func b() {\n    }\n}\n").map(\.length) == [4, 2])
    }
}
