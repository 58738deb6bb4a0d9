/* Sums and products are rounded one by one, so that all devices compute the same bits; FMA is for matrix products. */
#pragma OPENCL FP_CONTRACT OFF

#define KERNEL(width, height) __kernel __attribute__((reqd_work_group_size(width, height, 1))) void
#define FUNCTION static inline
#define GLOBAL __global
#define LOCAL __local
#define LOCAL_ARRAY(type, name, count) __local type name[count]
#define BARRIER barrier(CLK_LOCAL_MEM_FENCE)
#define BARRIER_ALL_MEMORY barrier(CLK_LOCAL_MEM_FENCE | CLK_GLOBAL_MEM_FENCE)
#define GROUP_ID ((i32) get_group_id(0))
#define LOCAL_X ((i32) get_local_id(0))
#define LOCAL_Y ((i32) get_local_id(1))
#define I64(number) number##L
#define F32_INFINITY INFINITY
#define F32_NAN NAN
#define F32_OF_BITS(bits) as_float(bits)
#define BITS_OF_F32(x) as_uint(x)

typedef char i8;
typedef short i16;
typedef int i32;
typedef long i64;
typedef uchar u8;
typedef ushort u16;
typedef uint u32;
typedef ulong u64;
typedef float f32;

//@ f64
#pragma OPENCL EXTENSION cl_khr_fp64 : enable
typedef double f64;
#define F64_INFINITY ((f64) INFINITY)
#define F64_NAN ((f64) NAN)

//@ FMA
#define FMA(x, y, z) fma(x, y, z)
