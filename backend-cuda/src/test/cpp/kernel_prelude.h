/* In front of all kernels that the fake NVRTC compiles, instead of NVIDIA's own. Short: it is compiled each time. */
struct fake_index {
    unsigned x, y, z;
};
struct fake_kernel {
    const char* name;
    void (*call)(void** parameters);
    int count;
    const unsigned char* sizes;
    const bool* pointers;
    int bound;
};
extern "C" {
fake_index threadIdx, blockIdx, blockDim, gridDim;
char* fake_dynamic_shared;
void fake_barrier();
}

#define __global__ __attribute__((noinline, used))
#define __device__
#define __forceinline__ inline __attribute__((always_inline))
#define __restrict__ __restrict
#define __launch_bounds__(...)
#define __align__(bytes) __attribute__((aligned(bytes)))
#define __shared__ static __attribute__((section("fake_shared")))
#define __syncthreads() fake_barrier()

#define FAKE_FUNCTION static inline __attribute__((always_inline))
#define FAKE_CAST(name, to, from) FAKE_FUNCTION to name(from x) { return __builtin_bit_cast(to, x); }
FAKE_CAST(__int_as_float, float, int)
FAKE_CAST(__uint_as_float, float, unsigned)
FAKE_CAST(__float_as_int, int, float)
FAKE_CAST(__float_as_uint, unsigned, float)
FAKE_CAST(__longlong_as_double, double, long long)
FAKE_CAST(__double_as_longlong, long long, double)
#define FAKE_UNARY(name) \
    FAKE_FUNCTION float name(float x) { return __builtin_##name##f(x); } \
    FAKE_FUNCTION double name(double x) { return __builtin_##name(x); }
FAKE_UNARY(exp)
FAKE_UNARY(expm1)
FAKE_UNARY(log)
FAKE_UNARY(log1p)
FAKE_UNARY(sqrt)
FAKE_UNARY(sin)
FAKE_UNARY(cos)
FAKE_UNARY(tanh)
FAKE_UNARY(erf)
FAKE_UNARY(floor)
FAKE_UNARY(ceil)
FAKE_UNARY(rint)
FAKE_UNARY(fabs)
FAKE_FUNCTION float pow(float x, float y) { return __builtin_powf(x, y); }
FAKE_FUNCTION double pow(double x, double y) { return __builtin_pow(x, y); }
FAKE_FUNCTION float fma(float x, float y, float z) { return __builtin_fmaf(x, y, z); }
FAKE_FUNCTION double fma(double x, double y, double z) { return __builtin_fma(x, y, z); }

template <class T> struct fake_is_pointer {
    static constexpr bool value = false;
};
template <class T> struct fake_is_pointer<T*> {
    static constexpr bool value = true;
};
template <class F, F* kernel> struct fake_signature;
template <class... P, void (*kernel)(P...)> struct fake_signature<void(P...), kernel> {
    static constexpr unsigned char sizes[] = {sizeof(P)..., 0};
    static constexpr bool pointers[] = {fake_is_pointer<P>::value..., false};
    template <int... I> struct numbers {};
    template <int... I> static void call(void** parameters, numbers<I...>) {
        kernel(*static_cast<P*>(parameters[I])...);
    }
    static void call(void** parameters) {
        call(parameters, numbers<__integer_pack(sizeof...(P))...>());
    }
};
#define FAKE_KERNEL(name, bound) \
    extern "C" fake_kernel fake_kernel_##name; \
    fake_kernel fake_kernel_##name = {#name, fake_signature<decltype(name), name>::call, \
        sizeof fake_signature<decltype(name), name>::sizes - 1, fake_signature<decltype(name), name>::sizes, \
        fake_signature<decltype(name), name>::pointers, bound};
