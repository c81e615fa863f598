import type { AwsInstance, AwsInstanceType, AwsSnapshot, AwsSpotPrice, AwsVolume } from './world.js';
import type { Content } from './xml.js';

const STATE_CODES: Readonly<Record<string, number>> = {
  pending: 0,
  running: 16,
  'shutting-down': 32,
  terminated: 48,
  stopping: 64,
  stopped: 80,
};

export function instanceItem(instance: AwsInstance, ownerId: string): Content {
  const suffix = instance.id.slice(2);
  return {
    instanceId: instance.id,
    imageId: 'ami-0c5f1a2b3d4e5f607',
    instanceState: { code: STATE_CODES[instance.state] ?? 0, name: instance.state },
    privateDnsName: `ip-10-0-0-1.${instance.zone.slice(0, -1)}.compute.internal`,
    reason: instance.state === 'stopped' ? 'User initiated' : '',
    amiLaunchIndex: 0,
    productCodes: [],
    instanceType: instance.type,
    launchTime: instance.launchedAt,
    placement: { availabilityZone: instance.zone, groupName: '', tenancy: instance.tenancy },
    monitoring: { state: 'disabled' },
    subnetId: `subnet-${suffix}`,
    vpcId: 'vpc-0a1b2c3d4e5f60718',
    architecture: 'x86_64',
    rootDeviceType: 'ebs',
    rootDeviceName: '/dev/xvda',
    virtualizationType: 'hvm',
    tagSet: Object.entries(instance.tags).map(([key, value]) => ({ key, value })),
    hypervisor: 'xen',
    networkInterfaceSet: [networkInterface(instance, ownerId, suffix)],
    ebsOptimized: true,
    instanceLifecycle: instance.lifecycle,
    enaSupport: true,
    cpuOptions: { coreCount: instance.cores, threadsPerCore: instance.threadsPerCore },
    platformDetails: instance.platformDetails,
    usageOperation: instance.usageOperation,
    usageOperationUpdateTime: instance.createdAt,
    operator: operatorOf(instance),
  };
}

function networkInterface({ state, createdAt }: AwsInstance, ownerId: string, suffix: string): Content {
  return {
    networkInterfaceId: `eni-${suffix}`,
    ownerId,
    status: 'in-use',
    attachment:
      state === 'terminated'
        ? undefined
        : {
            attachmentId: `eni-attach-${suffix}`,
            deviceIndex: 0,
            status: 'attached',
            attachTime: createdAt,
            deleteOnTermination: true,
          },
  };
}

export function volumeItem(volume: AwsVolume): Content {
  return {
    volumeId: volume.id,
    size: volume.sizeGiB,
    snapshotId: '',
    availabilityZone: volume.zone,
    status: volume.state,
    createTime: volume.createdAt,
    attachmentSet: volume.attachments.map(({ instanceId, state }) => ({
      volumeId: volume.id,
      instanceId,
      device: '/dev/xvda',
      status: state,
      attachTime: volume.createdAt,
      deleteOnTermination: true,
    })),
    volumeType: volume.type,
    iops: volume.iops,
    throughput: volume.throughput,
    encrypted: true,
    multiAttachEnabled: false,
    operator: operatorOf(volume),
  };
}

export function snapshotItem(snapshot: AwsSnapshot): Content {
  return {
    snapshotId: snapshot.id,
    volumeId: snapshot.volumeId,
    status: snapshot.state,
    startTime: snapshot.startedAt,
    progress: snapshot.state === 'completed' ? '100%' : '40%',
    ownerId: snapshot.ownerId,
    volumeSize: snapshot.volumeGiB,
    description: '',
    encrypted: true,
    storageTier: 'standard',
  };
}

export function spotPriceItem({ zone, type, product, at, usd }: AwsSpotPrice): Content {
  return { instanceType: type, productDescription: product, spotPrice: usd, timestamp: at, availabilityZone: zone };
}

export function typeItem(type: AwsInstanceType): Content {
  const { gpus, neurons, fpgas } = type;
  return {
    instanceType: type.name,
    currentGeneration: true,
    bareMetal: type.name.includes('.metal'),
    vCpuInfo: { defaultVCpus: type.vcpus, defaultCores: Math.ceil(type.vcpus / 2), defaultThreadsPerCore: 2 },
    memoryInfo: { sizeInMiB: type.memoryMiB },
    gpuInfo: gpus && {
      gpus: gpus.map((gpu) => ({
        name: gpu.name,
        manufacturer: gpu.manufacturer,
        count: gpu.count,
        logicalGpuCount: gpu.logicalCount,
        gpuPartitionSize: gpu.partitionSize,
        memoryInfo: { sizeInMiB: gpu.memoryMiB },
      })),
      totalGpuMemoryInMiB: gpus.reduce((sum, { count, memoryMiB }) => sum + count * memoryMiB, 0),
    },
    neuronInfo: neurons && {
      neuronDevices: neurons.map(({ name, count, cores }) => ({ name, count, coreInfo: { count: cores, version: 2 } })),
    },
    // AWS lists the chips of inf types here, too.
    inferenceAcceleratorInfo:
      neurons && type.name.startsWith('inf')
        ? { accelerators: neurons.map(({ name, count }) => ({ name, count, manufacturer: 'AWS' })) }
        : undefined,
    fpgaInfo: fpgas && { fpgas: fpgas.map(({ name, count }) => ({ name, count, manufacturer: 'Xilinx' })) },
  };
}

function operatorOf({ managedBy }: { readonly managedBy?: string }): Content {
  return managedBy === undefined ? { managed: false } : { managed: true, principal: managedBy };
}
