/* To be compiled with --fmad=false: sums and products are rounded one by one, as on all devices. */
#define KERNEL(width, height) extern "C" __global__ void __launch_bounds__((width) * (height))
#define FUNCTION static __device__ __forceinline__
#define GLOBAL
#define LOCAL __shared__
#define LOCAL_ARRAY(type, name, count) __shared__ __align__(16) type name[count]
#define BARRIER __syncthreads()
#define BARRIER_ALL_MEMORY __syncthreads()
#define GROUP_ID ((i32) blockIdx.x)
#define LOCAL_X ((i32) threadIdx.x)
#define LOCAL_Y ((i32) threadIdx.y)
#define I64(number) number##LL
#define F32_INFINITY __int_as_float(0x7f800000)
#define F32_NAN __int_as_float(0x7fc00000)
#define F32_OF_BITS(bits) __uint_as_float(bits)
#define BITS_OF_F32(x) __float_as_uint(x)

typedef signed char i8;
typedef short i16;
typedef int i32;
typedef long long i64;
typedef unsigned char u8;
typedef unsigned short u16;
typedef unsigned int u32;
typedef unsigned long long u64;
typedef float f32;

//@ f64
typedef double f64;
#define F64_INFINITY __longlong_as_double(0x7ff0000000000000LL)
#define F64_NAN __longlong_as_double(0x7ff8000000000000LL)

//@ FMA
#define FMA(x, y, z) fma(x, y, z)
